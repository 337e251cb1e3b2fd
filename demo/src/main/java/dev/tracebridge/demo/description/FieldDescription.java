package dev.tracebridge.demo.description;

import java.util.Optional;

/**
 * One field of a state.
 *
 * @param name the field's name
 * @param type the type's name in QEMU, such as {@code uint32} or {@code struct}
 * @param size bytes of one element
 * @param count elements, one behind the other
 * @param structure the state of each element of a {@code struct}, {@code vstruct} or {@code tmp} field
 */
public record FieldDescription(String name, String type, long size, long count, Optional<StateDescription> structure) {}
