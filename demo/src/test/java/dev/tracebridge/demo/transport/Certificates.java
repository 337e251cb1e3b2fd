package dev.tracebridge.demo.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Makes credentials in QEMU's layout with the JDK's {@code keytool}: an authority, a server and a client. RSA, for GnuTLS does
 * not read the JDK's keys on elliptic curves.
 */
public final class Certificates {

    private static final String PASSWORD = "password";

    private Certificates() {}

    /** Fills a folder; the server's certificate is for 127.0.0.1 and localhost. */
    public static Path write(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path store = folder.resolve("store.p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=authority", "-ext", "bc:critical=ca:true");
        String authority = pem("CERTIFICATE", certificate(store, "ca").getEncoded());
        Files.writeString(folder.resolve("ca-cert.pem"), authority);
        for (String role : List.of("server", "client")) {
            String usage = "eku=" + role + "Auth";
            keytool(
                    store,
                    "-genkeypair",
                    "-alias",
                    role,
                    "-dname",
                    "CN=" + role,
                    "-signer",
                    "ca",
                    "-ext",
                    usage,
                    "-ext",
                    "ku:critical=digitalSignature",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost");
            Files.writeString(
                    folder.resolve(role + "-cert.pem"),
                    pem("CERTIFICATE", certificate(store, role).getEncoded()));
            Files.writeString(
                    folder.resolve(role + "-key.pem"),
                    pem(
                            "PRIVATE KEY",
                            open(store).getKey(role, PASSWORD.toCharArray()).getEncoded()));
        }
        Files.delete(store);
        return folder;
    }

    private static void keytool(Path store, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(more));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }

    private static Certificate certificate(Path store, String alias) throws Exception {
        return open(store).getCertificate(alias);
    }

    private static KeyStore open(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String pem(String type, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
