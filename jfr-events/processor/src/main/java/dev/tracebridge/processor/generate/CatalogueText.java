package dev.tracebridge.processor.generate;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.TraceModel;
import java.util.Optional;

/**
 * A catalogue and its sidecar as text, before they are read.
 *
 * @param fileName what errors call the catalogue
 * @param text the whole catalogue
 * @param sidecarName what errors call the sidecar
 * @param sidecar the whole sidecar, or nothing where the catalogue has none
 */
public record CatalogueText(String fileName, String text, String sidecarName, Optional<String> sidecar) {

    /**
     * Reads both texts.
     *
     * @param packageName the package generated into, which is the namespace where there is no sidecar
     * @return the model
     * @throws dev.tracebridge.catalogue.CatalogueException with every problem of one of the files
     * @throws IllegalArgumentException where the package's name cannot name events
     */
    public TraceModel model(String packageName) {
        Catalogue catalogue = Catalogue.parse(fileName, text);
        Sidecar rules = sidecar.map(yaml -> Sidecar.parse(sidecarName, yaml, catalogue))
                .orElseGet(() -> Sidecar.of(packageName));
        return TraceModel.of(catalogue, rules);
    }
}
