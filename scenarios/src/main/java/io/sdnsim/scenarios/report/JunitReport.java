package io.sdnsim.scenarios.report;

import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.RunResult;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** JUnit XML for CI servers: a suite for each run, a test case for each expectation. */
public final class JunitReport {
  /** The document; wall times stand beside their runs. */
  public String text(List<RunResult> results, List<Double> wallSeconds) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      for (int i = 0; i < results.size(); i++) {
        writeSuite(xml, results.get(i), wallSeconds.get(i));
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.append('\n').toString();
  }

  private static void writeSuite(XMLStreamWriter xml, RunResult result, double wallSeconds)
      throws XMLStreamException {
    List<ExpectationResult> expectations = result.expectations();
    long failures = expectations.stream().filter(e -> !e.passed()).count();
    String name = result.scenario() + " seed " + result.seed();
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name);
    xml.writeAttribute("tests", Integer.toString(expectations.size()));
    xml.writeAttribute("failures", Long.toString(failures));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", wallSeconds));
    for (ExpectationResult expectation : expectations) {
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", name);
      xml.writeAttribute("name", expectation.id());
      xml.writeAttribute("time", "0");
      if (!expectation.passed()) {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("failure");
        xml.writeAttribute("message", expectation.detail());
        xml.writeCharacters(expectation.at() + ": " + expectation.detail());
        xml.writeEndElement();
        xml.writeCharacters("\n  ");
      }
      xml.writeEndElement();
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }
}
