// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/common/table_text.h"

#include "models/common/roles.h"
#include "services/core/error.h"
#include <QAbstractItemModel>
#include <QCoreApplication>
#include <QDateTime>
#include <QIODevice>
#include <algorithm>

namespace arborist {

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

/// For scripts: neither group separators nor a locale's manner of writing times.
QString plainText(const QModelIndex &cell)
{
    const QVariant raw = cell.data(SortRole);
    switch (raw.typeId()) {
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::Double:
        return raw.toString();
    case QMetaType::QDateTime:
        return raw.toDateTime().toUTC().toString(Qt::ISODate);
    default:
        break;
    }
    const QVariant full = cell.data(FullTextRole);
    return full.isValid() ? full.toString() : cell.data().toString();
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

void writeLine(QIODevice &device, const QStringList &values, TableFormat format)
{
    const QByteArray bytes = tableLine(values, format).toUtf8();
    if (device.write(bytes) != bytes.size()) {
        throw Error(QCoreApplication::translate("TableText", "The table could not be written: %1.")
                        .arg(device.errorString()),
                    QCoreApplication::translate("TableText",
                                                "Choose a place with enough room, and try again."));
    }
}

TableWriter tableWriter(const QAbstractItemModel &model)
{
    std::vector<QStringList> lines;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.headerData(column, Qt::Horizontal).toString();
    lines.push_back(cells);
    for (int row = 0; row < model.rowCount(); ++row) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column)
            cells << plainText(model.index(row, column));
        lines.push_back(cells);
    }
    return [lines = std::move(lines)](QIODevice &device, const std::stop_token &stop) {
        for (const QStringList &line : lines) {
            if (stop.stop_requested())
                throw Error::cancelled();
            writeLine(device, line, TableFormat::Csv);
        }
    };
}

} // namespace arborist
