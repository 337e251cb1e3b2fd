package dev.tracebridge.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The class that carries the catalogue's text, for code that is compiled against it later or elsewhere. */
final class EmbeddedCatalogue {

    /** What its name adds to the facade's. */
    static final String SUFFIX = "Catalogue";

    /** A class file constant holds 65,535 bytes; a character takes three at most. */
    private static final int PIECE_LENGTH = 21_000;

    private final CatalogueText text;
    private final String facade;

    EmbeddedCatalogue(CatalogueText text, String facade) {
        this.text = text;
        this.facade = facade;
    }

    String simpleName() {
        return facade + SUFFIX;
    }

    TypeSpec build() {
        return TypeSpec.classBuilder(simpleName())
                .addModifiers(Modifier.FINAL)
                .addJavadoc("The catalogue of {@link $L} as text. Nothing loads this class.\n", facade)
                .addAnnotation(AnnotationSpec.builder(ApiNames.EMBEDDED_CATALOGUE)
                        .addMember("fileName", "$S", lastSegment(text.fileName()))
                        .addMember("catalogue", pieces(text.text()))
                        .addMember("sidecar", pieces(text.sidecar().orElse("")))
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .build();
    }

    /** Without the directory, which is the building machine's. */
    private static String lastSegment(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static CodeBlock pieces(String text) {
        List<CodeBlock> literals = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + PIECE_LENGTH);
            int line = text.lastIndexOf('\n', end - 1) + 1;
            if (end < text.length() && line > start) {
                end = line;
            }
            literals.add(CodeBlock.of("$S", text.substring(start, end)));
            start = end;
        }
        return CodeBlock.of("{$L}", CodeBlock.join(literals, ",\n"));
    }
}
