package dev.tracebridge.processor;

import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Types and methods as the class file will name them. */
final class Descriptors {

    private final Elements elements;
    private final Types types;

    Descriptors(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    /** The descriptor of a type's erasure; null where the type does not exist, which the compiler reports. */
    String of(TypeMirror type) {
        TypeMirror erased = types.erasure(type);
        return switch (erased.getKind()) {
            case BOOLEAN -> "Z";
            case BYTE -> "B";
            case SHORT -> "S";
            case CHAR -> "C";
            case INT -> "I";
            case LONG -> "J";
            case FLOAT -> "F";
            case DOUBLE -> "D";
            case VOID -> "V";
            case ARRAY -> {
                String component = of(((ArrayType) erased).getComponentType());
                yield component == null ? null : "[" + component;
            }
            case DECLARED -> "L" + internalName((TypeElement) ((DeclaredType) erased).asElement()) + ";";
            default -> null;
        };
    }

    private String internalName(TypeElement type) {
        return elements.getBinaryName(type).toString().replace('.', '/');
    }

    /** The descriptor of a method or constructor; null where one of its types does not exist. */
    String of(ExecutableElement method) {
        StringBuilder descriptor = new StringBuilder("(").append(addedParameters(method));
        for (VariableElement parameter : method.getParameters()) {
            String type = of(parameter.asType());
            if (type == null) {
                return null;
            }
            descriptor.append(type);
        }
        String returned = method.getKind() == ElementKind.CONSTRUCTOR ? "V" : of(method.getReturnType());
        return returned == null ? null : descriptor.append(')').append(returned).toString();
    }

    /** How many parameters the compiler puts before the declared ones. */
    int addedCount(ExecutableElement method) {
        if (method.getKind() != ElementKind.CONSTRUCTOR) {
            return 0;
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        if (owner.getKind() == ElementKind.ENUM) {
            return 2;
        }
        return isInner(owner) ? 1 : 0;
    }

    /** A constructor of an enum takes the constant's name and ordinal first, that of an inner class the enclosing instance. */
    private String addedParameters(ExecutableElement method) {
        return switch (addedCount(method)) {
            case 2 -> "Ljava/lang/String;I";
            case 1 ->
                "L" + internalName((TypeElement) method.getEnclosingElement().getEnclosingElement()) + ";";
            default -> "";
        };
    }

    private static boolean isInner(TypeElement type) {
        return type.getKind() == ElementKind.CLASS
                && type.getNestingKind() == NestingKind.MEMBER
                && !type.getModifiers().contains(Modifier.STATIC)
                && !type.getEnclosingElement().getKind().isInterface();
    }
}
