// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/findings_output.h"

#include "app/cli/cli_text.h"
#include "services/core/error.h"
#include <QXmlStreamWriter>
#include <algorithm>
#include <array>

namespace arborist::cli {
namespace {

constexpr std::array<std::pair<const char *, FindingsFormat>, 4> kFormats{
    {{"text", FindingsFormat::Text},
     {"json", FindingsFormat::Json},
     {"junit", FindingsFormat::JUnit},
     {"github", FindingsFormat::GitHub}}};

QString word(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Info:
        return QStringLiteral("notice");
    case Finding::Severity::Warning:
        return QStringLiteral("warning");
    case Finding::Severity::Error:
        break;
    }
    return QStringLiteral("error");
}

/// What XML 1.0 cannot hold (control characters, lone surrogates) becomes U+FFFD.
QString xmlText(const QString &text)
{
    QString fine;
    fine.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            fine += c;
            fine += text[++i];
        } else if ((c < u' ' && c != u'\t' && c != u'\n') || c.isSurrogate() || c >= u'\xFFFE') {
            fine += QChar::ReplacementCharacter;
        } else {
            fine += c;
        }
    }
    return fine;
}

QString place(const Finding &finding)
{
    QString text = finding.file;
    if (finding.line > 0)
        text += u':' + QString::number(finding.line);
    if (finding.line > 0 && finding.column > 0)
        text += u':' + QString::number(finding.column);
    return text;
}

void writeCase(QXmlStreamWriter &xml, const Finding &finding)
{
    xml.writeStartElement(QStringLiteral("testcase"));
    xml.writeAttribute(QStringLiteral("name"), xmlText(finding.title));
    xml.writeAttribute(QStringLiteral("classname"),
                       xmlText(finding.file.isEmpty() ? finding.title : finding.file));
    if (!finding.file.isEmpty())
        xml.writeAttribute(QStringLiteral("file"), xmlText(finding.file));
    if (finding.line > 0)
        xml.writeAttribute(QStringLiteral("line"), QString::number(finding.line));
    const QString where = place(finding);
    const QString text =
        xmlText(where.isEmpty() ? finding.message : where + u'\n' + finding.message);
    if (finding.severity == Finding::Severity::Info) {
        xml.writeTextElement(QStringLiteral("system-out"), text);
    } else {
        xml.writeStartElement(QStringLiteral("failure"));
        xml.writeAttribute(QStringLiteral("type"), word(finding.severity));
        xml.writeAttribute(QStringLiteral("message"),
                           xmlText(finding.message.section(u'\n', 0, 0)));
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
    xml.writeEndElement();
}

QString escapedData(QString text)
{
    return text.replace(u'%', QStringLiteral("%25"))
        .replace(u'\r', QStringLiteral("%0D"))
        .replace(u'\n', QStringLiteral("%0A"));
}

QString escapedProperty(const QString &text)
{
    return escapedData(text)
        .replace(u':', QStringLiteral("%3A"))
        .replace(u',', QStringLiteral("%2C"));
}

} // namespace

QString findingsFormats()
{
    QStringList words;
    for (const auto &[name, format] : kFormats)
        words.append(QLatin1String(name));
    return words.join(u'|');
}

FindingsFormat findingsFormat(const QString &word)
{
    for (const auto &[name, format] : kFormats) {
        if (word == QLatin1String(name))
            return format;
    }
    throw Error::usage(CliText::tr("There is no format “%1”.").arg(word),
                       CliText::tr("Give --format %1.").arg(findingsFormats()));
}

QString toJUnit(const QString &suite, const std::vector<Finding> &findings,
                const QStringList &passed)
{
    const auto failures =
        std::count_if(findings.begin(), findings.end(), [](const Finding &finding) {
            return finding.severity != Finding::Severity::Info;
        });
    const QString tests = QString::number(qsizetype(findings.size()) + passed.size());
    QString text;
    QXmlStreamWriter xml(&text);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(2);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuites"));
    xml.writeStartElement(QStringLiteral("testsuite"));
    xml.writeAttribute(QStringLiteral("name"), xmlText(suite));
    xml.writeAttribute(QStringLiteral("tests"), tests);
    xml.writeAttribute(QStringLiteral("failures"), QString::number(failures));
    xml.writeAttribute(QStringLiteral("errors"), QStringLiteral("0"));
    for (const QString &name : passed) {
        xml.writeEmptyElement(QStringLiteral("testcase"));
        xml.writeAttribute(QStringLiteral("name"), xmlText(name));
        xml.writeAttribute(QStringLiteral("classname"), xmlText(suite));
    }
    for (const Finding &finding : findings)
        writeCase(xml, finding);
    xml.writeEndDocument();
    if (!text.endsWith(u'\n'))
        text += u'\n';
    return text;
}

QString toGitHub(const std::vector<Finding> &findings)
{
    QString text;
    for (const Finding &finding : findings) {
        QStringList properties;
        const auto add = [&properties](const QString &name, const QString &value) {
            properties.append(name + u'=' + escapedProperty(value));
        };
        if (!finding.file.isEmpty())
            add(QStringLiteral("file"), finding.file);
        if (!finding.file.isEmpty() && finding.line > 0) {
            add(QStringLiteral("line"), QString::number(finding.line));
            if (finding.endLine > finding.line)
                add(QStringLiteral("endLine"), QString::number(finding.endLine));
            // GitHub drops an annotation that names a column for several lines.
            else if (finding.column > 0)
                add(QStringLiteral("col"), QString::number(finding.column));
        }
        if (!finding.title.isEmpty())
            add(QStringLiteral("title"), finding.title);
        text += QStringLiteral("::") + word(finding.severity);
        if (!properties.isEmpty())
            text += u' ' + properties.join(u',');
        text += QStringLiteral("::") + escapedData(finding.message) + u'\n';
    }
    return text;
}

} // namespace arborist::cli
