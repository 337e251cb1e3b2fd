package dev.tracebridge.catalogue;

/** Where a bound method's argument comes from. */
public sealed interface BindingSource {

    /**
     * A parameter by its place, for classes without parameter names.
     *
     * @param index counted from 0
     */
    record Position(int index) implements BindingSource {}

    /**
     * A parameter by its name in the class file.
     *
     * @param parameter the name
     */
    record Name(String parameter) implements BindingSource {}

    /**
     * A field of the class: {@code this.name}.
     *
     * @param field the field's name
     */
    record Field(String field) implements BindingSource {}

    /**
     * A method of the class without parameters: {@code this.name()}.
     *
     * @param method the method's name
     */
    record Call(String method) implements BindingSource {}
}
