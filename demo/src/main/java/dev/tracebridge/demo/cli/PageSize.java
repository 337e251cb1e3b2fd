package dev.tracebridge.demo.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The page size of a guest, as it is written on a command line. */
final class PageSize implements ITypeConverter<Integer> {

    private static final long SMALLEST = 1024;
    private static final long LARGEST = 64 * 1024;

    private final ByteCount bytes = new ByteCount();

    @Override
    public Integer convert(String text) {
        long size = bytes.convert(text);
        if (size < SMALLEST || size > LARGEST || Long.bitCount(size) != 1) {
            throw new TypeConversionException("expected a page size of 1K to 64K, found " + text);
        }
        return (int) size;
    }
}
