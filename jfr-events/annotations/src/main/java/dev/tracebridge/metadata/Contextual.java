package dev.tracebridge.metadata;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;

/**
 * Stands for {@code jdk.jfr.Contextual}, which exists since JDK 25 only. Readers know annotations in a recording by their name, so this one
 * compiles on JDK 17 and is understood by the tools of JDK 25.
 */
@MetadataDefinition
@Name("jdk.jfr.Contextual")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Contextual {}
