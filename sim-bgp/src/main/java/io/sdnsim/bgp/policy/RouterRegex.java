package io.sdnsim.bgp.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression as routers write them for AS paths and communities: POSIX extended syntax,
 * where {@code _} stands for a space, comma, brace or parenthesis, or for the beginning or end of
 * the text. It is searched for anywhere in the text. Matching takes time linear in the text,
 * whatever the expression.
 *
 * <p>Not modelled: intervals ({@code {2,3}}; a brace is a plain character, as AS_SETs need it),
 * character classes by name and back references.
 */
public final class RouterRegex {
  /** What {@code _} stands for beside the ends of the text. */
  private static final String DELIMITERS = " ,{}()[]";

  private static final int MAXIMUM_LENGTH = 1000;

  private final String source;
  private final List<Instruction> program = new ArrayList<>();
  private int at;

  private RouterRegex(String source) {
    this.source = source;
  }

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException with the character at which it breaks the syntax
   */
  public static RouterRegex of(String expression) {
    if (expression.isEmpty() || expression.length() > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException(
          "a regular expression has 1 to " + MAXIMUM_LENGTH + " characters");
    }
    RouterRegex regex = new RouterRegex(expression);
    Node root = regex.alternatives(0);
    if (regex.at < expression.length()) {
      throw regex.wrong("a ')' without its '('");
    }
    regex.emit(root);
    regex.program.add(new Instruction(Kind.MATCH, "", false, 0, 0));
    return regex;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RouterRegex that && that.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  /** As written. */
  @Override
  public String toString() {
    return source;
  }

  /** Whether the expression matches anywhere in the text. */
  public boolean find(String text) {
    BitSet current = new BitSet(program.size());
    BitSet next = new BitSet(program.size());
    for (int position = 0; ; position++) {
      add(current, 0, text, position);
      if (current.get(program.size() - 1)) {
        return true;
      }
      if (position == text.length()) {
        return false;
      }
      char character = text.charAt(position);
      next.clear();
      for (int i = current.nextSetBit(0); i >= 0; i = current.nextSetBit(i + 1)) {
        Instruction instruction = program.get(i);
        if (instruction.consumes(character)) {
          add(next, i + 1, text, position + 1);
        }
      }
      if (next.get(program.size() - 1)) {
        return true;
      }
      BitSet swapped = current;
      current = next;
      next = swapped;
    }
  }

  /** Adds an instruction and all that follow it without a character. */
  private void add(BitSet states, int start, String text, int position) {
    List<Integer> open = new ArrayList<>();
    open.add(start);
    while (!open.isEmpty()) {
      int state = open.remove(open.size() - 1);
      if (states.get(state)) {
        continue;
      }
      states.set(state);
      Instruction instruction = program.get(state);
      switch (instruction.kind) {
        case JUMP -> open.add(instruction.first);
        case SPLIT -> {
          open.add(instruction.second);
          open.add(instruction.first);
        }
        case BEGIN -> {
          if (position == 0) {
            open.add(state + 1);
          }
        }
        case END -> {
          if (position == text.length()) {
            open.add(state + 1);
          }
        }
        case CHARACTER, MATCH -> {}
      }
    }
  }

  // ---- Syntax

  private static final int DEEPEST = 50;

  private Node alternatives(int depth) {
    if (depth > DEEPEST) {
      throw wrong("parentheses more than " + DEEPEST + " deep");
    }
    List<Node> branches = new ArrayList<>();
    branches.add(sequence(depth));
    while (at < source.length() && source.charAt(at) == '|') {
      at++;
      branches.add(sequence(depth));
    }
    return branches.size() == 1 ? branches.get(0) : new Alternatives(branches);
  }

  private Node sequence(int depth) {
    List<Node> parts = new ArrayList<>();
    while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
      parts.add(repeated(atom(depth)));
    }
    return new Sequence(parts);
  }

  private Node repeated(Node atom) {
    Node result = atom;
    while (at < source.length() && "*+?".indexOf(source.charAt(at)) >= 0) {
      result = new Repeated(result, source.charAt(at++));
    }
    return result;
  }

  private Node atom(int depth) {
    char character = source.charAt(at++);
    switch (character) {
      case '(' -> {
        Node inner = alternatives(depth + 1);
        if (at == source.length()) {
          throw wrong("a '(' without its ')'");
        }
        at++;
        return inner;
      }
      case '[' -> {
        return set();
      }
      case '*', '+', '?' -> {
        at--;
        throw wrong("'" + character + "' without anything to repeat");
      }
      case '\\' -> {
        if (at == source.length()) {
          throw wrong("a '\\' at the end");
        }
        return Atom.of(source.charAt(at++));
      }
      case '.' -> {
        return new Atom(Kind.CHARACTER, "", true);
      }
      case '^' -> {
        return new Atom(Kind.BEGIN, "", false);
      }
      case '$' -> {
        return new Atom(Kind.END, "", false);
      }
      case '_' -> {
        return new Alternatives(
            List.of(
                new Atom(Kind.BEGIN, "", false),
                new Atom(Kind.CHARACTER, DELIMITERS, false),
                new Atom(Kind.END, "", false)));
      }
      default -> {
        return Atom.of(character);
      }
    }
  }

  private Node set() {
    int open = at - 1;
    boolean negated = at < source.length() && source.charAt(at) == '^';
    at += negated ? 1 : 0;
    StringBuilder members = new StringBuilder();
    boolean first = true;
    while (at < source.length() && (first || source.charAt(at) != ']')) {
      first = false;
      char from = source.charAt(at++);
      boolean range = at + 1 < source.length() && source.charAt(at) == '-';
      if (range && source.charAt(at + 1) != ']') {
        char to = source.charAt(at + 1);
        if (to < from || to > '~') {
          throw wrong("a range that does not ascend");
        }
        for (char each = from; each <= to; each++) {
          members.append(each);
        }
        at += 2;
      } else {
        members.append(from);
      }
    }
    if (at == source.length()) {
      at = open;
      throw wrong("a '[' without its ']'");
    }
    at++;
    return new Atom(Kind.CHARACTER, members.toString(), negated);
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("'" + source + "': " + what + " at character " + (at + 1));
  }

  // ---- Program

  private enum Kind {
    CHARACTER,
    BEGIN,
    END,
    SPLIT,
    JUMP,
    MATCH
  }

  /** One step of the program: character and assertions go on with the next one. */
  private record Instruction(Kind kind, String members, boolean negated, int first, int second) {
    boolean consumes(char character) {
      return kind == Kind.CHARACTER && (members.indexOf(character) >= 0) != negated;
    }
  }

  /** A part of the expression. */
  private sealed interface Node {}

  private record Atom(Kind kind, String members, boolean negated) implements Node {
    static Atom of(char character) {
      return new Atom(Kind.CHARACTER, String.valueOf(character), false);
    }
  }

  private record Sequence(List<Node> parts) implements Node {}

  private record Alternatives(List<Node> branches) implements Node {}

  private record Repeated(Node part, char how) implements Node {}

  private void emit(Node node) {
    if (node instanceof Atom atom) {
      program.add(new Instruction(atom.kind, atom.members, atom.negated, 0, 0));
    } else if (node instanceof Sequence sequence) {
      sequence.parts.forEach(this::emit);
    } else if (node instanceof Alternatives alternatives) {
      emitAlternatives(alternatives.branches, 0);
    } else if (node instanceof Repeated repeated) {
      emitRepeated(repeated);
    } else {
      throw new AssertionError(node);
    }
  }

  private void emitAlternatives(List<Node> branches, int index) {
    if (index == branches.size() - 1) {
      emit(branches.get(index));
      return;
    }
    int split = reserve();
    emit(branches.get(index));
    int jump = reserve();
    program.set(split, new Instruction(Kind.SPLIT, "", false, split + 1, program.size()));
    emitAlternatives(branches, index + 1);
    program.set(jump, new Instruction(Kind.JUMP, "", false, program.size(), 0));
  }

  private void emitRepeated(Repeated repeated) {
    if (repeated.how == '+') {
      int start = program.size();
      emit(repeated.part);
      int split = reserve();
      program.set(split, new Instruction(Kind.SPLIT, "", false, start, split + 1));
      return;
    }
    int split = reserve();
    emit(repeated.part);
    if (repeated.how == '*') {
      program.add(new Instruction(Kind.JUMP, "", false, split, 0));
    }
    program.set(split, new Instruction(Kind.SPLIT, "", false, split + 1, program.size()));
  }

  private int reserve() {
    program.add(new Instruction(Kind.JUMP, "", false, 0, 0));
    return program.size() - 1;
  }
}
