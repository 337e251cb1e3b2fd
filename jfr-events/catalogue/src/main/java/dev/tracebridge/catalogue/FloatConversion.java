package dev.tracebridge.catalogue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** {@code %e %f %g} as glibc prints them: the exact value, rounded half to even. Only catalogues before QEMU 3.0 have them. */
final class FloatConversion {

    private FloatConversion() {}

    static void append(StringBuilder out, Conversion conversion, double value, int width, int precision, boolean left) {
        char type = Character.toLowerCase(conversion.type());
        boolean finite = !Double.isNaN(value) && !Double.isInfinite(value);
        String digits;
        if (finite) {
            BigDecimal exact = new BigDecimal(Math.abs(value));
            int places = precision < 0 ? 6 : precision;
            boolean alternative = conversion.flag('#');
            digits = switch (type) {
                case 'f' -> fixed(exact, places, alternative);
                case 'e' -> scientific(exact, places, alternative);
                default -> general(exact, places == 0 ? 1 : places, alternative);
            };
        } else {
            digits = Double.isNaN(value) ? "nan" : "inf";
        }
        if (type != conversion.type()) {
            digits = digits.toUpperCase(Locale.ROOT);
        }
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        String sign = negative ? "-" : conversion.flag('+') ? "+" : conversion.flag(' ') ? " " : "";
        int missing = Math.max(0, width - sign.length() - digits.length());
        boolean zeros = finite && !left && conversion.flag('0');
        PrintfConversion.repeat(out, ' ', left || zeros ? 0 : missing);
        out.append(sign);
        PrintfConversion.repeat(out, '0', zeros ? missing : 0);
        out.append(digits);
        PrintfConversion.repeat(out, ' ', left ? missing : 0);
    }

    private static String fixed(BigDecimal value, int places, boolean point) {
        String text = value.setScale(places, RoundingMode.HALF_EVEN).toPlainString();
        return places == 0 && point ? text + "." : text;
    }

    private static String scientific(BigDecimal value, int places, boolean point) {
        BigDecimal rounded =
                value.signum() == 0 ? value : value.round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
        int exponent = exponent(rounded);
        String mantissa = fixed(rounded.movePointLeft(exponent), places, point);
        return mantissa + String.format(Locale.ROOT, "e%c%02d", exponent < 0 ? '-' : '+', Math.abs(exponent));
    }

    private static String general(BigDecimal value, int digits, boolean alternative) {
        BigDecimal rounded = value.signum() == 0 ? value : value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = exponent(rounded);
        if (exponent < -4 || exponent >= digits) {
            String text = scientific(value, digits - 1, alternative);
            int e = text.indexOf('e');
            return (alternative ? text.substring(0, e) : stripped(text.substring(0, e))) + text.substring(e);
        }
        String text = fixed(rounded, digits - 1 - exponent, alternative);
        return alternative ? text : stripped(text);
    }

    private static int exponent(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private static String stripped(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
