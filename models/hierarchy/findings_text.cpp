// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/findings_text.h"

#include "services/core/error.h"
#include "services/hierarchy/explain.h"
#include <QCoreApplication>
#include <QIODevice>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

QString csvValue(const QString &value)
{
    static const QString special = QStringLiteral(",\"\r\n");
    const bool quoted =
        std::ranges::any_of(value, [](QChar each) { return special.contains(each); });
    if (!quoted)
        return value;
    QString text = value;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString tsvValue(QString value)
{
    for (QChar &each : value) {
        if (each == u'\t' || each == u'\n' || each == u'\r')
            each = u' ';
    }
    return value;
}

QStringList valuesOf(const Snapshot &snapshot, const Finding &finding)
{
    const Organization &organization =
        snapshot.organizations()[snapshot.organizationOf(finding.item)];
    const FindingText text = describe(snapshot, finding);
    const auto word = [](bool value) {
        return value ? QStringLiteral("true") : QStringLiteral("false");
    };
    return {snapshot.idText(finding.item),
            organization.id,
            id(finding.kind),
            text.column,
            text.stored,
            text.expected,
            word(finding.origin),
            word(finding.inFlight)};
}

void write(QIODevice &device, const QString &line)
{
    const QByteArray bytes = line.toUtf8();
    if (device.write(bytes) != bytes.size()) {
        throw Error(
            QCoreApplication::translate("Findings", "The findings could not be written: %1.")
                .arg(device.errorString()),
            QCoreApplication::translate("Findings",
                                        "Choose a place with enough room, and try again."));
    }
}

} // namespace

QString tableLine(const QStringList &values, TableFormat format)
{
    QStringList texts;
    texts.reserve(values.size());
    for (const QString &value : values)
        texts << (format == TableFormat::Csv ? csvValue(value) : tsvValue(value));
    return format == TableFormat::Csv ? texts.join(u',') + QStringLiteral("\r\n")
                                      : texts.join(u'\t') + u'\n';
}

void writeFindings(QIODevice &device, const Snapshot &snapshot, std::optional<quint32> organization,
                   TableFormat format, std::stop_token stop)
{
    write(device,
          tableLine({QStringLiteral("id"), QStringLiteral("organization"), QStringLiteral("kind"),
                     QStringLiteral("column"), QStringLiteral("stored"), QStringLiteral("expected"),
                     QStringLiteral("origin"), QStringLiteral("in_flight")},
                    format));
    for (const Finding &finding : snapshot.findings()) {
        if (stop.stop_requested())
            throw Error::cancelled();
        if (!organization || snapshot.organizationOf(finding.item) == *organization)
            write(device, tableLine(valuesOf(snapshot, finding), format));
    }
}

} // namespace arborist
