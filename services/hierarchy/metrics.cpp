// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/metrics.h"

#include "services/core/error.h"
#include "services/core/whole_file.h"
#include <QCoreApplication>
#include <QSaveFile>
#include <functional>

namespace arborist::hierarchy {
namespace {

QByteArray label(const QString &value)
{
    QByteArray text = value.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return '"' + text + '"';
}

QByteArray labels(const MeasuredScan &scan)
{
    return "stage=" + label(scan.stage) +
           ",table=" + label(scan.snapshot->mapping().qualifiedName());
}

using Number = std::function<double(const Snapshot &)>;

class Text
{
public:
    explicit Text(const std::vector<MeasuredScan> &scans) : m_scans(scans) {}

    void gauge(const char *name, const char *help, const Number &number)
    {
        head(name, help);
        for (const MeasuredScan &scan : m_scans)
            line(name, labels(scan), number(*scan.snapshot));
    }

    /// All kinds, those without findings too: a series that ends looks like one that is healed.
    void gaugeByKind(const char *name, const char *help, qint64 KindCount::*count)
    {
        head(name, help);
        for (const MeasuredScan &scan : m_scans) {
            for (const Kind kind : allKinds()) {
                line(name, labels(scan) + ",kind=" + label(id(kind)),
                     double(scan.snapshot->drift()[size_t(kind)].*count));
            }
        }
    }

    QByteArray take() { return std::move(m_text); }

private:
    void head(const char *name, const char *help)
    {
        m_text += QByteArray("# HELP ") + name + ' ' + help + "\n# TYPE " + name + " gauge\n";
    }

    void line(const char *name, const QByteArray &labels, double value)
    {
        m_text += name + ('{' + labels + "} ") + QByteArray::number(value, 'g', 15) + '\n';
    }

    const std::vector<MeasuredScan> &m_scans;
    QByteArray m_text;
};

} // namespace

QByteArray metricsText(const std::vector<MeasuredScan> &scans)
{
    Text text(scans);
    text.gauge("arborist_items", "Items in the hierarchy.",
               [](const Snapshot &snapshot) { return double(snapshot.size()); });
    text.gauge("arborist_drifted_items", "Items with at least one value that has drifted.",
               [](const Snapshot &snapshot) { return double(snapshot.driftedItems()); });
    text.gauge("arborist_origin_items", "Items at which drift began.",
               [](const Snapshot &snapshot) { return double(snapshot.originItems()); });
    text.gauge("arborist_in_flight_items", "Items changed within the grace time, not judged.",
               [](const Snapshot &snapshot) { return double(snapshot.inFlightItems()); });
    text.gaugeByKind("arborist_drift_items", "Items with drift of this kind.", &KindCount::items);
    text.gaugeByKind("arborist_drift_repairable_items", "Those that a repair can correct.",
                     &KindCount::repairable);
    text.gauge("arborist_scan_timestamp_seconds", "When the snapshot was taken.",
               [](const Snapshot &snapshot) {
                   return double(snapshot.takenAt().toMSecsSinceEpoch()) / 1000.0;
               });
    text.gauge("arborist_scan_duration_seconds", "How long the scan took.",
               [](const Snapshot &snapshot) { return double(snapshot.durationMs()) / 1000.0; });
    return text.take();
}

void writeMetrics(const QString &file, const std::vector<MeasuredScan> &scans)
{
    QSaveFile out(file);
    const QByteArray text = metricsText(scans);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !commitWhole(out)) {
        Error error(QCoreApplication::translate("Metrics", "The metrics cannot be written: %1.")
                        .arg(out.errorString()),
                    QCoreApplication::translate("Metrics",
                                                "Name a file in a folder that exists and may be "
                                                "written to. The scan itself is done."));
        error.setWhere(file);
        throw error;
    }
}

} // namespace arborist::hierarchy
