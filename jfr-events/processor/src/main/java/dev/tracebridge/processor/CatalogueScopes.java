package dev.tracebridge.processor;

import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.processor.generate.CatalogueText;
import dev.tracebridge.processor.generate.SourceGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.Elements;

/** Which catalogue a package's methods are checked against: the nearest one that an enclosing package names, else the only one there is. */
final class CatalogueScopes {

    private static final String SUFFIX = "TraceCatalogue";

    private final Elements elements;
    private final Reporter reporter;
    private final Map<String, TracedCatalogue> generated = new LinkedHashMap<>();
    private final List<String> failed = new ArrayList<>();
    private final Map<String, Optional<TracedCatalogue>> embedded = new HashMap<>();
    private final Map<String, Optional<TracedCatalogue>> byPackage = new HashMap<>();
    private Set<String> earlierPackages = Set.of();

    CatalogueScopes(Elements elements, Reporter reporter) {
        this.elements = elements;
        this.reporter = reporter;
    }

    /** A catalogue generated into a package by this compilation. */
    void add(String packageName, SourceGenerator generator) {
        generated.put(packageName, new TracedCatalogue(generator.model(), packageName, generator.facadeName()));
    }

    /** A package whose catalogue has errors, which are reported already. */
    void addFailed(String packageName) {
        failed.add(packageName);
    }

    /** Packages that an earlier compilation generated events into. */
    void setEarlierPackages(Set<String> packages) {
        earlierPackages = packages;
    }

    /**
     * The catalogue of a type's package. Where there is none, or it is not clear which, the error is reported once for the package.
     *
     * @param type a class with tracepoints
     * @param where where to report
     */
    Optional<TracedCatalogue> of(TypeElement type, Element where, AnnotationMirror annotation) {
        PackageElement own = elements.getPackageOf(type);
        String key = own.getQualifiedName().toString();
        Optional<TracedCatalogue> known = byPackage.get(key);
        if (known == null) {
            known = find(own, elements.getModuleOf(type), where, annotation);
            byPackage.put(key, known);
        }
        return known;
    }

    private Optional<TracedCatalogue> find(
            PackageElement own, ModuleElement module, Element where, AnnotationMirror annotation) {
        for (String name = own.getQualifiedName().toString(); !name.isEmpty(); name = parent(name)) {
            if (generated.containsKey(name)) {
                return Optional.of(generated.get(name));
            }
            if (failed.contains(name)) {
                return Optional.empty();
            }
            PackageElement enclosing = packageElement(module, name);
            if (enclosing != null) {
                Optional<? extends AnnotationMirror> tracedBy = Annotations.find(enclosing, Annotations.TRACED_BY);
                if (tracedBy.isPresent()) {
                    return ofFacade(enclosing, tracedBy.get());
                }
                Optional<TypeElement> text = embeddedIn(enclosing);
                if (text.isPresent()) {
                    return read(text.get(), where, annotation);
                }
            }
        }
        return onlyOne(own, module, where, annotation);
    }

    private PackageElement packageElement(ModuleElement module, String name) {
        return module == null ? elements.getPackageElement(name) : elements.getPackageElement(module, name);
    }

    private static String parent(String packageName) {
        return packageName.substring(0, Math.max(0, packageName.lastIndexOf('.')));
    }

    private Optional<TracedCatalogue> ofFacade(PackageElement where, AnnotationMirror tracedBy) {
        Optional<TypeElement> facade = Annotations.written(tracedBy, Annotations.VALUE)
                .map(AnnotationValue::getValue)
                .filter(DeclaredType.class::isInstance)
                .map(type -> (TypeElement) ((DeclaredType) type).asElement());
        if (facade.isEmpty()) {
            // The compiler says what is wrong with the class.
            return Optional.empty();
        }
        String name = facade.get().getQualifiedName().toString();
        for (TracedCatalogue catalogue : generated.values()) {
            if (catalogue.facade().equals(name)) {
                return Optional.of(catalogue);
            }
        }
        TypeElement text = elements.getTypeElement(elements.getModuleOf(facade.get()), name + "Catalogue");
        if (text == null
                || Annotations.find(text, Annotations.EMBEDDED_CATALOGUE).isEmpty()) {
            reporter.error(
                    where,
                    tracedBy,
                    name + " is no facade generated from a catalogue: there is no " + name + "Catalogue beside it");
            return Optional.empty();
        }
        return read(text, where, tracedBy);
    }

    private static Optional<TypeElement> embeddedIn(PackageElement element) {
        return element.getEnclosedElements().stream()
                .filter(e -> e.getSimpleName().toString().endsWith(SUFFIX))
                .filter(TypeElement.class::isInstance)
                .map(TypeElement.class::cast)
                .filter(e -> Annotations.find(e, Annotations.EMBEDDED_CATALOGUE).isPresent())
                .findFirst();
    }

    private Optional<TracedCatalogue> onlyOne(
            PackageElement own, ModuleElement module, Element where, AnnotationMirror annotation) {
        Map<String, TypeElement> earlier = new TreeMap<>();
        for (String name : earlierPackages) {
            PackageElement element = generated.containsKey(name) ? null : packageElement(module, name);
            if (element != null) {
                embeddedIn(element).ifPresent(text -> earlier.put(facadeOf(text), text));
            }
        }
        if (!failed.isEmpty()) {
            return Optional.empty();
        }
        if (generated.size() + earlier.size() == 1) {
            return generated.isEmpty()
                    ? read(earlier.values().iterator().next(), where, annotation)
                    : Optional.of(generated.values().iterator().next());
        }
        if (generated.isEmpty() && earlier.isEmpty()) {
            reporter.error(
                    where,
                    annotation,
                    "no catalogue: put @TracedBy(FACADE.class) on package " + own
                            + " or one that encloses it, or @TraceCatalogue(\"FILE\") on the package to generate into");
        } else {
            List<String> facades = new ArrayList<>(earlier.keySet());
            generated.values().forEach(catalogue -> facades.add(catalogue.facade()));
            reporter.error(
                    where,
                    annotation,
                    "several catalogues: put one of "
                            + facades.stream()
                                    .sorted()
                                    .map(f -> "@TracedBy(" + f + ".class)")
                                    .collect(Collectors.joining(", "))
                            + " on package " + own + " or one that encloses it");
        }
        return Optional.empty();
    }

    private static String facadeOf(TypeElement text) {
        String name = text.getQualifiedName().toString();
        return name.substring(0, name.length() - "Catalogue".length());
    }

    private Optional<TracedCatalogue> read(TypeElement text, Element where, AnnotationMirror annotation) {
        String name = text.getQualifiedName().toString();
        Optional<TracedCatalogue> known = embedded.get(name);
        if (known == null) {
            known = parse(text, where, annotation);
            embedded.put(name, known);
        }
        return known;
    }

    private Optional<TracedCatalogue> parse(TypeElement text, Element where, AnnotationMirror annotation) {
        AnnotationMirror content =
                Annotations.find(text, Annotations.EMBEDDED_CATALOGUE).orElseThrow();
        String packageName = elements.getPackageOf(text).getQualifiedName().toString();
        String sidecar = pieces(content, "sidecar");
        CatalogueText catalogue = new CatalogueText(
                pieces(content, "fileName"),
                pieces(content, "catalogue"),
                "the sidecar in " + text.getQualifiedName(),
                sidecar.isEmpty() ? Optional.empty() : Optional.of(sidecar));
        try {
            return Optional.of(new TracedCatalogue(catalogue.model(packageName), packageName, facadeOf(text)));
        } catch (CatalogueException | IllegalArgumentException e) {
            reporter.error(
                    where,
                    annotation,
                    "the catalogue in " + text.getQualifiedName() + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private String pieces(AnnotationMirror annotation, String member) {
        Object value = Annotations.value(elements, annotation, member)
                .map(AnnotationValue::getValue)
                .orElse("");
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(piece -> ((AnnotationValue) piece).getValue().toString())
                    .collect(Collectors.joining());
        }
        return value.toString();
    }
}
