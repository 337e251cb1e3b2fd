package dev.tracebridge.processor;

import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.CatalogueProblem;
import dev.tracebridge.processor.generate.CatalogueText;
import dev.tracebridge.processor.generate.GeneratedFile;
import dev.tracebridge.processor.generate.SourceGenerator;
import dev.tracebridge.processor.generate.TracepointIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.FilerException;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.FileObject;
import javax.tools.StandardLocation;

/**
 * Generates event classes and a facade from each {@code @TraceCatalogue}, checks every annotated method against its catalogue, and lists all of
 * them in {@value TracepointIndex#PATH}.
 *
 * <p>The option {@code -Atracebridge.catalogue=PATH} names the catalogue's file or directory. A compilation of some of the classes only keeps the
 * index's entries of the others.
 *
 * <p>Methods of local and anonymous classes cannot be seen by an annotation processor; annotations on them have no effect.
 */
public final class TracebridgeProcessor extends AbstractProcessor {

    /** A class given to the compiler, by name, since its element lasts for one round only. */
    private record Root(String module, String name) {}

    private final Set<Root> roots = new LinkedHashSet<>();
    private final Set<String> compiledPackages = new HashSet<>();
    private final Set<String> generatedClasses = new HashSet<>();
    private final Map<String, SourceGenerator> generators = new LinkedHashMap<>();
    private Reporter reporter;
    private CatalogueScopes scopes;

    /** Called by the compiler. */
    public TracebridgeProcessor() {}

    @Override
    public synchronized void init(ProcessingEnvironment environment) {
        super.init(environment);
        reporter = new Reporter(environment.getMessager());
        scopes = new CatalogueScopes(environment.getElementUtils(), reporter);
    }

    @Override
    public Set<String> getSupportedOptions() {
        return Set.of(CatalogueFinder.OPTION);
    }

    /** All: a class that has lost its last annotation must leave the index. */
    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of("*");
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        if (round.processingOver()) {
            // Only now do all generated types exist that the methods' types may name.
            finish(round);
        } else {
            round.getRootElements().forEach(this::collect);
        }
        return false;
    }

    private void collect(Element root) {
        if (root instanceof PackageElement element) {
            compiledPackages.add(element.getQualifiedName().toString());
            Annotations.find(element, Annotations.TRACE_CATALOGUE)
                    .ifPresent(annotation -> generate(element, annotation));
        } else if (root instanceof TypeElement type) {
            ModuleElement module = processingEnv.getElementUtils().getModuleOf(type);
            roots.add(new Root(
                    module == null ? "" : module.getQualifiedName().toString(),
                    type.getQualifiedName().toString()));
        }
    }

    private void generate(PackageElement element, AnnotationMirror annotation) {
        String packageName = element.getQualifiedName().toString();
        if (Annotations.find(element, Annotations.TRACED_BY).isPresent()) {
            reporter.error(
                    element, annotation, "@TraceCatalogue and @TracedBy on one package: which of them is meant?");
            scopes.addFailed(packageName);
            return;
        }
        try {
            SourceGenerator generator = SourceGenerator.of(text(packageName, annotation), packageName);
            for (GeneratedFile source : generator.sources()) {
                generatedClasses.add(source.className());
                write(source, element);
            }
            write(generator.settings(), element);
            generators.put(packageName, generator);
            scopes.add(packageName, generator);
        } catch (CatalogueException e) {
            for (CatalogueProblem problem : e.problems()) {
                reporter.error(element, annotation, problem.render());
            }
            scopes.addFailed(packageName);
        } catch (CatalogueFinder.NotFoundException | IllegalArgumentException e) {
            reporter.error(element, annotation, e.getMessage());
            scopes.addFailed(packageName);
        }
    }

    private CatalogueText text(String packageName, AnnotationMirror annotation)
            throws CatalogueFinder.NotFoundException {
        CatalogueFinder finder = new CatalogueFinder(
                processingEnv.getFiler(),
                Optional.ofNullable(processingEnv.getOptions().get(CatalogueFinder.OPTION)));
        boolean sidecarNamed = Annotations.written(annotation, "sidecar").isPresent();
        return finder.find(
                packageName, value(annotation, Annotations.VALUE), value(annotation, "sidecar"), sidecarNamed);
    }

    private String value(AnnotationMirror annotation, String member) {
        return Annotations.value(processingEnv.getElementUtils(), annotation, member)
                .map(AnnotationValue::getValue)
                .map(Object::toString)
                .orElse("");
    }

    private void write(GeneratedFile file, Element origin) {
        try {
            FileObject target = file.isSource()
                    ? processingEnv.getFiler().createSourceFile(file.className(), origin)
                    : processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", file.path(), origin);
            try (Writer writer = target.openWriter()) {
                writer.write(file.text());
            }
        } catch (FilerException e) {
            reporter.error(origin, file.path() + " is there already: " + e.getMessage());
        } catch (IOException e) {
            reporter.error(origin, file.path() + " cannot be written: " + e);
        }
    }

    private void finish(RoundEnvironment round) {
        Optional<String> old = oldIndex();
        TracepointIndex index = old.map(TracepointIndex::parse).orElseGet(TracepointIndex::new);
        scopes.setEarlierPackages(index.eventPackages());
        compiledPackages.forEach(index::removeEvents);
        Set<String> compiled = roots.stream().map(Root::name).collect(Collectors.toSet());
        index.removeClasses(name -> isCompiledOrGone(name, compiled));
        generators.values().forEach(generator -> generator.addTo(index));
        Descriptors descriptors = new Descriptors(processingEnv.getElementUtils(), processingEnv.getTypeUtils());
        for (Root root : roots) {
            TypeElement type = element(root);
            if (type != null && !generatedClasses.contains(root.name)) {
                bind(type, descriptors, index);
            }
        }
        boolean wanted = !index.isEmpty() || old.isPresent();
        if (wanted && !reporter.failed() && !round.errorRaised()) {
            writeIndex(index);
        }
    }

    private Optional<String> oldIndex() {
        try {
            FileObject file =
                    processingEnv.getFiler().getResource(StandardLocation.CLASS_OUTPUT, "", TracepointIndex.PATH);
            try (InputStream in = file.openInputStream()) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException | IllegalArgumentException notThere) {
            return Optional.empty();
        }
    }

    private TypeElement element(Root root) {
        ModuleElement module = processingEnv.getElementUtils().getModuleElement(root.module);
        return module == null
                ? processingEnv.getElementUtils().getTypeElement(root.name)
                : processingEnv.getElementUtils().getTypeElement(module, root.name);
    }

    private boolean isCompiledOrGone(String binaryName, Set<String> compiled) {
        for (String topLevel : topLevels(binaryName)) {
            if (compiled.contains(topLevel)) {
                return true;
            }
            if (processingEnv.getElementUtils().getTypeElement(topLevel) != null) {
                return false;
            }
        }
        return true;
    }

    /** The names that the top-level class around a class may have: a {@code $} may be part of a name. */
    private static List<String> topLevels(String binaryName) {
        List<String> names = new ArrayList<>();
        int simple = binaryName.lastIndexOf('.') + 1;
        for (int dollar = binaryName.indexOf('$', simple + 1);
                dollar >= 0;
                dollar = binaryName.indexOf('$', dollar + 1)) {
            names.add(binaryName.substring(0, dollar));
        }
        names.add(binaryName);
        return names;
    }

    private void bind(TypeElement type, Descriptors descriptors, TracepointIndex index) {
        index.setClass(new ClassBinder(type, scopes, processingEnv.getElementUtils(), descriptors, reporter).bind());
        for (TypeElement member : ElementFilter.typesIn(type.getEnclosedElements())) {
            bind(member, descriptors, index);
        }
    }

    private void writeIndex(TracepointIndex index) {
        try {
            FileObject file =
                    processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", TracepointIndex.PATH);
            try (Writer writer = file.openWriter()) {
                writer.write(index.text());
            }
        } catch (IOException e) {
            reporter.error(TracepointIndex.PATH + " cannot be written: " + e);
        }
    }
}
