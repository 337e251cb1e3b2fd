package dev.tracebridge.demo.transport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * X.509 credentials in a folder laid out as QEMU's {@code tls-creds-x509} wants it: {@code ca-cert.pem}, and
 * {@code server-cert.pem} with {@code server-key.pem} or {@code client-cert.pem} with {@code client-key.pem}. A client
 * can do without a certificate where the server does not ask for one.
 */
public final class TlsCredentials {

    private static final int MAX_FILE = 1024 * 1024;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    /** Version 0, and the algorithm rsaEncryption: what PKCS #8 has in front of a PKCS #1 key. */
    private static final byte[] RSA_HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private final SSLContext context;
    private final boolean signedByPkcs1;

    private TlsCredentials(SSLContext context, boolean signedByPkcs1) {
        this.context = context;
        this.signedByPkcs1 = signedByPkcs1;
    }

    /**
     * Reads the credentials of a destination.
     *
     * @throws IOException naming the file that is missing or wrong
     */
    public static TlsCredentials server(Path folder) throws IOException {
        return read(folder, "server", true);
    }

    /**
     * Reads the credentials of a source.
     *
     * @throws IOException naming the file that is missing or wrong
     */
    public static TlsCredentials client(Path folder) throws IOException {
        return read(folder, "client", Files.exists(folder.resolve("client-cert.pem")));
    }

    SSLContext context() {
        return context;
    }

    /**
     * What a server that wants to see certificates may speak. Since JDK 24 it tells clients of TLS 1.3 that it takes none signed
     * with RSA by PKCS #1, so they show none, whereas most authorities sign so.
     */
    String[] serverProtocols() {
        return signedByPkcs1 && Runtime.version().feature() >= 24
                ? new String[] {"TLSv1.2"}
                : new String[] {"TLSv1.3", "TLSv1.2"};
    }

    private static TlsCredentials read(Path folder, String role, boolean own) throws IOException {
        Path current = folder.resolve("ca-cert.pem");
        try {
            KeyStore trusted = emptyStore();
            int number = 0;
            boolean pkcs1 = false;
            for (Certificate authority : certificates(current)) {
                pkcs1 |= authority instanceof X509Certificate x509
                        && x509.getSigAlgName().endsWith("withRSA");
                trusted.setCertificateEntry("ca" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManager[] keys = null;
            if (own) {
                current = folder.resolve(role + "-cert.pem");
                Certificate[] chain = certificates(current).toArray(Certificate[]::new);
                current = folder.resolve(role + "-key.pem");
                KeyStore store = emptyStore();
                store.setKeyEntry("own", key(current), NO_PASSWORD, chain);
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(store, NO_PASSWORD);
                keys = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return new TlsCredentials(context, pkcs1);
        } catch (GeneralSecurityException e) {
            throw new IOException(current + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(text(file).getBytes(StandardCharsets.US_ASCII)));
        if (certificates.isEmpty()) {
            throw new IOException(file + ": expected certificates in PEM, found none");
        }
        return certificates;
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = PEM.matcher(text(file));
        while (matcher.find()) {
            byte[] bytes;
            try {
                bytes = Base64.getMimeDecoder().decode(matcher.group(2));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": expected Base64 between the marks, found something else", e);
            }
            if (matcher.group(1).equals("PRIVATE KEY")) {
                return key(file, bytes);
            }
            if (matcher.group(1).equals("RSA PRIVATE KEY")) {
                return key(file, sequence(RSA_HEAD, tagged(0x04, bytes)));
            }
        }
        throw new IOException(file + ": expected a PRIVATE KEY in PEM without a password, found none");
    }

    private static PrivateKey key(Path file, byte[] pkcs8) throws IOException, GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // a key of another algorithm
            }
        }
        throw new IOException(file + ": expected a key of " + String.join(", ", ALGORITHMS) + ", found another");
    }

    private static byte[] sequence(byte[]... parts) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.write(part);
        }
        return tagged(0x30, content.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        bytes.write(0x83);
        bytes.write(content.length >> 16);
        bytes.write(content.length >> 8);
        bytes.write(content.length);
        bytes.write(content);
        return bytes.toByteArray();
    }

    private static String text(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": expected a file in PEM, found none that can be read");
        }
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(file + ": expected at most " + MAX_FILE + " bytes, found " + Files.size(file));
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
