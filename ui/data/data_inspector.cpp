// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_inspector.h"

#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/section_head.h"
#include <QPushButton>
#include <QRegularExpression>
#include <algorithm>

namespace arborist {

using data::DataColumn;
using data::DataOverview;
using data::DataTable;
using data::DataTables;

namespace {

constexpr size_t kMostNamed = 12;

/// Long names may be broken after their underscores and dots.
QString breakable(const QString &text)
{
    static const QRegularExpression longWord(QStringLiteral("\\S{24,}"));
    QString result = text;
    qsizetype from = 0;
    for (auto found = longWord.match(result, from); found.hasMatch();
         found = longWord.match(result, from)) {
        QString word = found.captured();
        for (const QChar c : {u'_', u'.'})
            word.replace(c, QString(c) + QChar(0x200b));
        result.replace(found.capturedStart(), found.capturedLength(), word);
        from = found.capturedStart() + word.size();
    }
    return result;
}

QString columnText(const DataColumn &column)
{
    QString text = column.type;
    if (column.isGenerated)
        text += DataInspector::tr(", generated");
    else if (!column.identity.isNull())
        text += DataInspector::tr(", identity");
    else if (column.isRequired && !column.hasDefault)
        text += DataInspector::tr(", required");
    return text;
}

} // namespace

DataInspector::DataInspector(QWidget *parent)
    : InspectorPane(parent),
      m_title(addTitle()),
      m_caption(addCaption()),
      m_facts(new InspectorTable(tr("Table"), tr("Value"), {}))
{
    m_facts->setAccessibleName(tr("What it holds"));
    addPart(m_facts);
    m_cascade = addSection(tr("Emptying takes along"));
    m_refers = addSection(tr("Refers to"));
    m_referred = addSection(tr("Referred to by"));
    m_triggers = addSection(tr("Triggers"));
    m_security = addSection(tr("Row security"));
    m_problem = addSection(tr("Not read"));
    auto *gap = new QWidget;
    gap->setFixedHeight(px(12));
    addPart(gap);
    m_columnHead = new SectionHead(tr("Columns"));
    m_columns = new InspectorTable(tr("Column"), tr("Type"), {});
    m_columns->setAccessibleName(tr("Columns"));
    addPart(m_columnHead);
    addPart(m_columns);
    m_indexHead = new SectionHead(tr("Indexes"));
    m_indexes = new InspectorTable(tr("Index"), tr("Size"), {});
    m_indexes->setAccessibleName(tr("Indexes"));
    addPart(m_indexHead);
    addPart(m_indexes);
    m_export = addButton(tr("Export…"));
    m_wipe = addButton(tr("Wipe…"));
    connect(m_export, &QPushButton::clicked, this, &DataInspector::exportRequested);
    connect(m_wipe, &QPushButton::clicked, this, &DataInspector::wipeRequested);
    for (Label *text :
         {m_title, m_caption, m_cascade, m_refers, m_referred, m_triggers, m_security, m_problem})
        text->setMinimumWidth(1);
    show({}, {});
}

void DataInspector::setButtonsEnabled(bool exporting, bool wiping)
{
    m_export->setEnabled(exporting);
    m_wipe->setEnabled(wiping);
}

void DataInspector::show(const DataReading &reading, const DataTables::Set &selected)
{
    for (Label *section : {m_cascade, m_refers, m_referred, m_triggers, m_security, m_problem})
        setSectionText(section, {});
    const bool one = reading && selected.size() == 1;
    for (QWidget *part : std::initializer_list<QWidget *>{m_columnHead, m_columns})
        part->setVisible(one);
    m_indexHead->hide();
    m_indexes->hide();
    if (!reading || selected.empty()) {
        setHead(tr("Table"), {});
        setHint(tr("Select a table to see its columns and keys, and what emptying it would take "
                   "along. Select several to export or wipe them together."));
        return;
    }
    setHint({});
    if (one)
        showOne(*reading, selected.front());
    else
        showMany(*reading, selected);
    showCascade(*reading, selected);
}

void DataInspector::showOne(const DataOverview &overview, size_t index)
{
    const DataTable &table = overview.tables.at(index);
    setHead(tr("Table"), table.schema);
    m_title->setText(breakable(table.name));
    QStringList what{data_text::rowsOf(overview, index), format::bytes(table.bytes())};
    if (table.isPartitioned)
        what << tr("partitioned");
    m_caption->setText(what.join(QStringLiteral(", ")));
    std::vector<InspectorRow> rows;
    const auto add = [&rows](const QString &field, const QString &value, Tone tone = Tone::Plain) {
        rows.push_back({field, value, {}, tone, false});
    };
    add(tr("Rows"), data_text::rowCount(overview, index));
    add(tr("Rows’ size"), format::bytes(table.tableBytes));
    add(tr("Indexes"), format::bytes(table.indexBytes));
    add(tr("Bloat"), table.bloatBytes < 0 ? QString(format::dash)
                                          : QStringLiteral("≈ ") + format::bytes(table.bloatBytes));
    add(tr("Dead rows"), format::count(table.deadRows));
    add(tr("Changes"), data_text::changes(table));
    add(tr("Analyzed"),
        table.analyzed.isValid() ? format::ago(table.analyzed.toLocalTime()) : tr("Never"));
    if (!table.isOwned)
        add(tr("Owner"), tr("Another role"), Tone::Drift);
    if (table.hasForeignParts)
        add(tr("Partitions"), tr("Some elsewhere"), Tone::Drift);
    m_facts->setRows(std::move(rows));

    std::vector<InspectorRow> columns;
    for (const DataColumn &column : table.columns)
        columns.push_back({column.name, columnText(column), {}, Tone::Plain, false});
    m_columnHead->setRight(format::count(qint64(columns.size())));
    m_columns->setRows(std::move(columns));
    m_hasRowSecurity = table.hasRowSecurity;
    m_hidesRows = table.hidesRows;
    showKeys(overview, index);
}

void DataInspector::showMany(const DataOverview &overview, const DataTables::Set &set)
{
    setHead(tr("Selection"), {});
    m_title->setText(data_text::tables(qint64(set.size())));
    m_caption->setText(breakable(data_text::names(overview, set, kMostNamed)));
    qint64 bytes = 0, indexes = 0;
    qint64 rows = 0;
    bool exact = true;
    for (const size_t index : set) {
        const DataTable &table = overview.tables.at(index);
        bytes += table.tableBytes;
        indexes += table.indexBytes;
        rows += std::max<qint64>(0, table.rows);
        exact = exact && overview.isCounted[index];
    }
    m_facts->setRows({{tr("Rows"),
                       (exact ? QString() : QStringLiteral("≈ ")) + format::count(rows),
                       {},
                       Tone::Plain,
                       false},
                      {tr("Rows’ size"), format::bytes(bytes), {}, Tone::Plain, false},
                      {tr("Indexes"), format::bytes(indexes), {}, Tone::Plain, false}});
}

void DataInspector::showKeys(const DataOverview &overview, size_t index)
{
    QStringList to, from;
    for (const data::DataReference &key : overview.tables.references()) {
        if (key.from == index)
            to << tr("%1 by %2").arg(overview.tables.at(key.to).title(), key.name);
        if (key.to == index)
            from << tr("%1 by %2").arg(overview.tables.at(key.from).title(), key.name);
    }
    setSectionText(m_refers, breakable(to.join(u'\n')));
    setSectionText(m_referred, breakable(from.join(u'\n')));
}

void DataInspector::showCascade(const DataOverview &overview, const DataTables::Set &set)
{
    DataTables::Set along;
    const DataTables::Set all = overview.tables.cascade(set);
    std::ranges::set_difference(all, set, std::back_inserter(along));
    setSectionText(m_cascade, along.empty() ? tr("Nothing: no other table refers to it.")
                                            : breakable(tr("%1: %2").arg(
                                                  data_text::summaryOf(overview, along),
                                                  data_text::names(overview, along, kMostNamed))));
    m_cascade->setTone(along.empty() ? Tone::Muted : Tone::Danger);
}

void DataInspector::setDetails(const std::optional<data::TableDetails> &details,
                               const std::optional<Error> &error)
{
    if (!details) {
        setSectionText(m_problem, error ? error->message() : QString());
        return;
    }
    QStringList triggers;
    for (const auto &trigger : details->triggers)
        triggers << (trigger.isEnabled ? tr("%1, %2") : tr("%1, %2, disabled"))
                        .arg(trigger.name, trigger.fires);
    setSectionText(m_triggers, breakable(triggers.join(u'\n')));
    QStringList policies;
    if (m_hasRowSecurity)
        policies << (m_hidesRows ? tr("On, also for the role of this connection")
                                 : tr("On, not for the role of this connection"));
    for (const auto &policy : details->policies)
        policies << tr("%1, %2").arg(policy.name, policy.command);
    setSectionText(m_security, policies.join(u'\n'));
    std::vector<InspectorRow> rows;
    for (const auto &index : details->indexes)
        rows.push_back({index.isPrimary  ? tr("%1, primary key").arg(index.name)
                        : index.isUnique ? tr("%1, unique").arg(index.name)
                                         : index.name,
                        format::bytes(index.bytes),
                        {},
                        Tone::Plain,
                        false});
    m_indexHead->setRight(format::count(qint64(rows.size())));
    m_indexHead->setVisible(!rows.empty());
    m_indexes->setVisible(!rows.empty());
    m_indexes->setRows(std::move(rows));
}

} // namespace arborist
