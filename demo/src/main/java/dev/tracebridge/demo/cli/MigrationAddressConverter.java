package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.transport.MigrationAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address as QEMU writes it. */
final class MigrationAddressConverter implements ITypeConverter<MigrationAddress> {

    @Override
    public MigrationAddress convert(String text) {
        try {
            return MigrationAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
