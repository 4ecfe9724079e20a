package io.sdnsim.scenarios.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value in the text of a YAML file.
 *
 * @param path the keys that lead to it, such as {@code topology.links.mtu}
 * @param start the index of its first character
 * @param end the index after its last one
 */
record Scalar(String path, int start, int end) {
  /** All values of a file, in order; keys are none. */
  static List<Scalar> of(String text) {
    List<Scalar> scalars = new ArrayList<>();
    LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
    collect(new Compose(settings).composeString(text).orElseThrow(), "", scalars);
    return scalars;
  }

  private static void collect(Node node, String path, List<Scalar> scalars) {
    if (node instanceof ScalarNode) {
      int start = node.getStartMark().orElseThrow().getIndex();
      int end = node.getEndMark().orElseThrow().getIndex();
      Scalar scalar = new Scalar(path, start, end);
      if (!scalars.contains(scalar)) {
        scalars.add(scalar);
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> collect(item, path, scalars));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        String key = ((ScalarNode) entry.getKeyNode()).getValue();
        collect(entry.getValueNode(), path.isEmpty() ? key : path + "." + key, scalars);
      }
    }
  }

  /** The text with another value here. */
  String replaced(String text, String value) {
    return text.substring(0, start) + value + text.substring(end);
  }
}
