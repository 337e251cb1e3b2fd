package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CostTableTest {

    @Test
    void takesThePlaceOfTheOldOne() {
        String text = "before\n" + CostTable.BEGIN + "\nold\n" + CostTable.END + "\nafter\n";

        String replaced = CostTable.replaceIn(text, "new\n");

        assertThat(replaced).isEqualTo("before\n" + CostTable.BEGIN + "\nnew\n" + CostTable.END + "\nafter\n");
    }

    @Test
    void needsItsPlace() {
        assertThatThrownBy(() -> CostTable.replaceIn("no place", "new\n")).hasMessageContaining(CostTable.BEGIN);
    }
}
