package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Takes out of a sidecar what does not fit a catalogue: the innermost item around each problem. */
final class SidecarPruning {

    private final CatalogueProblem problem;

    private SidecarPruning(CatalogueProblem problem) {
        this.problem = problem;
    }

    /** Removes what the problems lie in; answers whether there was anything to remove. */
    static boolean prune(Node root, List<CatalogueProblem> problems) {
        boolean pruned = false;
        for (CatalogueProblem problem : problems) {
            pruned |= new SidecarPruning(problem).pruneInside(root);
        }
        return pruned;
    }

    private boolean pruneInside(Node node) {
        if (node instanceof SequenceNode list) {
            Optional<Node> item = list.getValue().stream().filter(this::isIn).findFirst();
            return item.isPresent()
                    && (pruneInside(item.get()) || list.getValue().remove(item.get()));
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : List.copyOf(mapping.getValue())) {
                if (isIn(tuple.getKeyNode()) || isIn(tuple.getValueNode())) {
                    return pruneInside(tuple.getValueNode())
                            || isOptional(tuple) && mapping.getValue().remove(tuple);
                }
            }
        }
        return false;
    }

    /** What is said of arguments, and the failures of a span, may be missing; other keys only together with their rule. */
    private static boolean isOptional(NodeTuple tuple) {
        boolean failure = isKey(tuple, Set.of("failure"));
        return failure
                || tuple.getValueNode() instanceof MappingNode mapping
                        && mapping.getValue().stream()
                                .allMatch(inner -> inner.getValueNode() instanceof MappingNode
                                        || isKey(inner, Set.of("content", "sensitive")));
    }

    private static boolean isKey(NodeTuple tuple, Set<String> words) {
        return tuple.getKeyNode() instanceof ScalarNode key && words.contains(key.getValue());
    }

    private boolean isIn(Node node) {
        return !isBefore(node.getStartMark(), true) && isBefore(node.getEndMark(), false);
    }

    /** Whether the problem lies before the mark; marks count from 0. */
    private boolean isBefore(Optional<Mark> mark, boolean strictly) {
        int line = mark.orElseThrow().getLine() + 1;
        int column = mark.orElseThrow().getColumn() + 1;
        return problem.line() < line
                || problem.line() == line && (strictly ? problem.column() < column : problem.column() <= column);
    }
}
