// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/backups_inspector.h"

#include "models/backups/backup_text.h"
#include "models/common/format.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/section_head.h"
#include <QFileInfo>
#include <QPushButton>
#include <algorithm>

namespace arborist {

using backup::ComparedTable;
using backup::ListedBackup;
using backup::Manifest;

namespace {

/// Long names may be broken after their underscores, dots and slashes.
QString breakable(QString text)
{
    for (const QChar each : {u'_', u'.', u'/'})
        text.replace(each, QString(each) + QChar(0x200b));
    return text;
}

/// Different ones first, in the order of their kinds; the others by name.
int placeOf(const ComparedTable &table)
{
    return table.then < 0           ? 1
           : table.now < 0          ? 0
           : table.then > table.now ? 2
           : table.then < table.now ? 3
                                    : 4;
}

QString rowsText(qint64 rows)
{
    return rows < 0 ? QString(format::dash) : format::count(rows);
}

} // namespace

BackupsInspector::BackupsInspector(QWidget *parent)
    : InspectorPane(parent),
      m_title(addTitle()),
      m_caption(addCaption()),
      m_compared(addSection(tr("Compared"))),
      m_comparisonHead(new SectionHead(tr("Tables"))),
      m_comparison(new InspectorTable(tr("Table"), tr("Backup"), tr("Now"))),
      m_factHead(new SectionHead(tr("Manifest"))),
      m_facts(new InspectorTable({}, {}, {})),
      m_tableHead(new SectionHead(tr("Tables"))),
      m_tables(new InspectorTable(tr("Table"), tr("Rows"), {}))
{
    m_comparison->setAccessibleName(tr("Tables compared"));
    addPart(m_comparisonHead);
    addPart(m_comparison);
    addPart(m_factHead);
    m_facts->setAccessibleName(tr("What it is"));
    addPart(m_facts);
    m_problem = addSection(tr("Not read"));
    m_extensions = addSection(tr("Extensions"));
    auto *gap = new QWidget;
    gap->setFixedHeight(px(12));
    addPart(gap);
    m_tables->setAccessibleName(tr("Tables"));
    addPart(m_tableHead);
    addPart(m_tables);
    m_restore = addButton(tr("Restore…"));
    m_compare = addButton(tr("Compare with now"));
    m_compare->setMinimumWidth(m_compare->sizeHint().width()); // also while it says “Cancel”
    connect(m_restore, &QPushButton::clicked, this, &BackupsInspector::restoreRequested);
    connect(m_compare, &QPushButton::clicked, this, [this] {
        if (m_isComparing)
            Q_EMIT cancelRequested();
        else
            Q_EMIT compareRequested();
    });
    for (Label *text : {m_title, m_caption, m_problem, m_compared, m_extensions})
        text->setMinimumWidth(1);
    show({}, -1);
}

void BackupsInspector::setButtonsEnabled(bool restoring, bool comparing)
{
    m_restore->setEnabled(restoring);
    m_compare->setEnabled(comparing || m_isComparing);
}

void BackupsInspector::setComparing(bool comparing)
{
    m_isComparing = comparing;
    m_compare->setText(comparing ? tr("Cancel") : tr("Compare with now"));
    if (comparing)
        setSectionText(m_compared, tr("Counting rows…"));
    else if (m_compared->text() == tr("Counting rows…"))
        setSectionText(m_compared, {});
}

void BackupsInspector::show(const BackupsReading &reading, qsizetype index)
{
    for (Label *section : {m_problem, m_compared, m_extensions})
        setSectionText(section, {});
    m_compared->setTone(Tone::Plain);
    for (QWidget *part : std::initializer_list<QWidget *>{m_comparisonHead, m_comparison,
                                                          m_factHead, m_tableHead, m_tables})
        part->hide();
    if (!reading || index < 0) {
        setHead(tr("Backup"), {});
        setHint(tr("Select a backup to see what it holds, and to compare it with the stage now."));
        return;
    }
    setHint({});
    showFacts(*reading, size_t(index));
}

void BackupsInspector::showFacts(const BackupsOverview &overview, size_t index)
{
    const ListedBackup &backup = overview.backups[index];
    const auto &manifest = backup.manifest;
    setHead(tr("Backup"), manifest ? manifest->stage : QString());
    m_title->setText(breakable(backup_text::name(backup)));
    m_caption->setText(breakable(QFileInfo(backup.path).path()));
    std::vector<InspectorRow> rows;
    const auto add = [&rows](const QString &field, const QString &value, Tone tone = Tone::Plain) {
        if (!value.isEmpty())
            rows.push_back({field, value, {}, tone, false});
    };
    add(tr("Made"), backup_text::exactly(backup.made));
    add(tr("Origin"), backup_text::origin(backup));
    if (manifest)
        add(tr("Run"), manifest->run);
    add(tr("Form"), backup_text::formOf(overview, index));
    add(tr("Size"), format::bytes(backup.bytes));
    if (manifest && manifest->form == backup::Form::Directory)
        add(tr("Files"), format::count(qint64(manifest->files.size())));
    add(tr("Verified"), backup_text::verification(backup),
        backup_text::isDamaged(backup) ? Tone::Danger : Tone::Plain);
    if (manifest && manifest->verifiedAt.isValid())
        add(tr("Verified on"), backup_text::exactly(manifest->verifiedAt));
    add(tr("Kept"), backup_text::keeping(overview.keeping[index]));
    if (manifest) {
        add(tr("Database"), manifest->database);
        add(tr("Host"), manifest->host);
        add(tr("Fingerprint"), manifest->fingerprint);
        add(tr("Server"), manifest->serverVersion);
        add(tr("pg_dump"), manifest->dumpVersion);
        add(tr("Encoding"), manifest->encoding);
        add(tr("Collation"), manifest->collation);
        add(tr("Schema"), manifest->schemaSha256.left(12));
        add(tr("Sequences"), format::count(manifest->sequences));
        add(tr("Large objects"), format::count(manifest->largeObjects));
        showManifest(*manifest);
    } else if (backup.problem.isEmpty()) {
        setSectionText(m_problem,
                       tr("It has no manifest: nobody has told what is in it. “Restore…” "
                          "looks through it before anything is changed."));
    }
    if (!backup.problem.isEmpty())
        setSectionText(m_problem, backup.problem);
    m_facts->setRows(std::move(rows));
}

void BackupsInspector::showManifest(const Manifest &manifest)
{
    QStringList extensions;
    for (const backup::ManifestExtension &each : manifest.extensions)
        extensions << QStringLiteral("%1 %2").arg(each.name, each.version);
    setSectionText(m_extensions, extensions.join(u'\n'));
    std::vector<const backup::ManifestTable *> order;
    for (const backup::ManifestTable &table : manifest.tables)
        order.push_back(&table);
    std::ranges::sort(order, {}, &backup::ManifestTable::name);
    std::vector<InspectorRow> rows;
    for (const backup::ManifestTable *table : order)
        rows.push_back({table->name, format::count(table->rows), {}, Tone::Plain, false});
    m_tables->setRows(std::move(rows));
    m_tableHead->setRight(
        tr("%1, %2 rows")
            .arg(format::count(qint64(manifest.tables.size())), format::count(manifest.rows())));
    m_tableHead->show();
    m_tables->show();
}

void BackupsInspector::setComparison(const backup::Comparison &comparison, const QString &stage)
{
    std::vector<ComparedTable> tables = comparison.tables;
    std::ranges::stable_sort(tables, {}, placeOf);
    int same = 0, more = 0, fewer = 0, onlyThere = 0, onlyHere = 0;
    std::vector<InspectorRow> rows;
    for (const ComparedTable &table : tables) {
        const bool differs = table.then != table.now;
        same += !differs;
        onlyThere += table.now < 0;
        onlyHere += table.then < 0;
        more += table.then >= 0 && table.now > table.then;
        fewer += table.now >= 0 && table.now < table.then;
        rows.push_back({table.name, rowsText(table.then), rowsText(table.now),
                        differs ? Tone::Drift : Tone::Plain, true});
    }
    m_comparison->setRows(std::move(rows));
    QStringList lines;
    const auto add = [&lines](const QString &text, int count) {
        if (count > 0)
            lines << text.arg(format::count(count));
    };
    add(tr("Same rows: %1"), same);
    add(tr("More rows now: %1"), more);
    add(tr("Fewer rows now: %1"), fewer);
    add(tr("Only in the backup: %1"), onlyThere);
    add(tr("Only on %1: %2").arg(stage, QStringLiteral("%1")), onlyHere);
    if (lines.isEmpty())
        lines << tr("Neither holds a table");
    if (comparison.isSameSchema)
        lines << (*comparison.isSameSchema ? tr("The schema is the same.")
                                           : tr("The schema differs."));
    const bool differs = same != int(tables.size());
    m_compared->setTone(differs ? Tone::Drift : Tone::Plain);
    setSectionText(m_compared, lines.join(u'\n'));
    m_comparisonHead->setRight(tr("backup | %1 now").arg(stage));
    m_comparisonHead->show();
    m_comparison->show();
    m_factHead->show(); // parts them
    // The same tables with their rows stand above.
    m_tableHead->hide();
    m_tables->hide();
}

void BackupsInspector::setComparisonError(const Error &error)
{
    const bool isCancelled = error.kind() == ErrorKind::Cancelled;
    m_compared->setTone(isCancelled ? Tone::Plain : Tone::Danger);
    setSectionText(m_compared, isCancelled ? QString() : error.message() + u' ' + error.hint());
}

QString BackupsInspector::comparisonSummary() const
{
    return m_compared->text();
}

} // namespace arborist
