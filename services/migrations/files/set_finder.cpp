// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/set_finder.h"

#include "services/core/error.h"
#include "services/migrations/files/drizzle_config.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/folder_kind.h"
#include "services/migrations/files/text.h"
#include "services/stages/text_file.h"
#include <QFileInfo>
#include <QSet>

namespace arborist::migrations {
namespace {

constexpr int kDeepest = 6;
constexpr int kMostFolders = 20'000;

bool isSkipped(const QString &name)
{
    static const QSet<QString> names{
        QStringLiteral("node_modules"), QStringLiteral("vendor"), QStringLiteral("dist"),
        QStringLiteral("build"),        QStringLiteral("out"),    QStringLiteral("target"),
        QStringLiteral("coverage"),     QStringLiteral("venv"),   QStringLiteral("__pycache__")};
    return name.startsWith(u'.') || names.contains(name);
}

/// The file that drizzle-kit itself would take.
QString configIn(const QDir &folder)
{
    for (const char *ending : {"ts", "js", "json"}) {
        const QString name = QStringLiteral("drizzle.config.") + QLatin1String(ending);
        if (QFileInfo(folder.filePath(name)).isFile())
            return name;
    }
    return {};
}

/// A folder that is named as Drizzle's, of which line it is shows in its files.
Tool drizzleKind(const QString &folder)
{
    const auto kind = folderKind(QDir(folder));
    return kind && kind->tool == Tool::DrizzleV1 ? Tool::DrizzleV1 : Tool::Drizzle;
}

QString unquoted(QString name)
{
    if (name.size() >= 2 && name.startsWith(u'"') && name.endsWith(u'"'))
        return name.mid(1, name.size() - 2).replace(QStringLiteral("\"\""), QStringLiteral("\""));
    return name;
}

} // namespace

LedgerName defaultLedger(Tool tool)
{
    switch (tool) {
    case Tool::Drizzle:
    case Tool::DrizzleV1:
        return {QStringLiteral("drizzle"), QStringLiteral("__drizzle_migrations")};
    case Tool::TypeOrm:
        return {{}, QStringLiteral("migrations")};
    case Tool::Dbmate:
    case Tool::GolangMigrate:
        return {{}, QStringLiteral("schema_migrations")};
    case Tool::Goose:
        return {{}, QStringLiteral("goose_db_version")};
    case Tool::NodePgMigrate:
        return {QStringLiteral("public"), QStringLiteral("pgmigrations")};
    case Tool::Sql:
        break;
    }
    return {QStringLiteral("public"), QStringLiteral("arborist_migrations")};
}

LedgerName ledgerFromText(const QString &text, Tool tool)
{
    if (text.isEmpty())
        return defaultLedger(tool);
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        isQuoted ^= text[i] == u'"';
        if (text[i] == u'.' && !isQuoted)
            return {unquoted(text.left(i)), unquoted(text.mid(i + 1))};
    }
    return {defaultLedger(tool).schema, unquoted(text)};
}

SetFinder::SetFinder(const stages::Workspace &workspace)
    : m_workspace(workspace),
      m_top(workspace.folder()),
      m_files(workspace.folder())
{
}

std::vector<MigrationSet> SetFinder::find()
{
    if (m_workspace.folder().isEmpty())
        return {};
    if (!m_workspace.migrations().folder.isEmpty())
        return findDeclared();
    walk(m_top, 0);
    applySettings();
    return std::move(m_sets);
}

void SetFinder::applySettings()
{
    const stages::MigrationSettings &settings = m_workspace.migrations();
    if (const auto named = toolFromKey(settings.tool)) {
        const auto isNamed = [&named](Tool tool) {
            return tool == *named || (*named == Tool::Drizzle && tool == Tool::DrizzleV1);
        };
        for (MigrationSet &set : m_sets) {
            if (set.isGuess && !isNamed(set.tool)) {
                set.tool = *named;
                set.ledger = defaultLedger(*named);
            }
            set.isGuess = false;
        }
        std::erase_if(m_sets, [&](const MigrationSet &set) { return !isNamed(set.tool); });
    }
    if (settings.table.isEmpty())
        return;
    for (MigrationSet &set : m_sets)
        set.ledger = ledgerFromText(settings.table, set.tool);
}

std::vector<MigrationSet> SetFinder::findDeclared()
{
    const stages::MigrationSettings &settings = m_workspace.migrations();
    const QString folder = QDir::cleanPath(m_top.absoluteFilePath(settings.folder));
    if (!QFileInfo(folder).isDir())
        throw stages::fileError(QStringLiteral("arborist.toml"), settings.line,
                                Text::tr("there is no folder %1.").arg(settings.folder),
                                Text::tr("Correct folder in [migrations], or make it."));
    const auto found = folderKind(QDir(folder));
    Tool tool = found ? found->tool : Tool::Sql;
    if (const auto named = toolFromKey(settings.tool))
        tool = *named == Tool::Drizzle ? drizzleKind(folder) : *named;
    else if (!found)
        throw stages::fileError(
            QStringLiteral("arborist.toml"), settings.line,
            Text::tr("it does not show which tool the migrations in %1 are for.")
                .arg(settings.folder),
            Text::tr("Name it: tool = \"drizzle\", or typeorm, dbmate, golang-migrate, goose, "
                     "node-pg-migrate, sql."));
    MigrationSet set = makeSet(folder, tool);
    set.ledger = ledgerFromText(settings.table, tool);
    return {set};
}

void SetFinder::walk(const QDir &folder, int depth)
{
    if (++m_visited > kMostFolders)
        return;
    if (const QString config = configIn(folder); !config.isEmpty())
        readConfig(folder, config);
    if (const auto kind = folderKind(folder)) {
        MigrationSet set = makeSet(folder.absolutePath(), kind->tool);
        set.isGuess = kind->isGuess;
        add(std::move(set), false);
        return;
    }
    if (depth == kDeepest)
        return;
    for (const QString &name :
         folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name)) {
        if (!isSkipped(name))
            walk(QDir(folder.absoluteFilePath(name)), depth + 1);
    }
}

void SetFinder::readConfig(const QDir &folder, const QString &file)
{
    const FileText text = readFileText(folder.filePath(file), 1024 * 1024);
    const DrizzleConfig config = parseDrizzleConfig(
        QString::fromUtf8(text.text), [this](const QString &name) -> std::optional<QString> {
            const auto found = m_files.find(name);
            return found ? std::optional(found->value) : std::nullopt;
        });
    if (!config.dialect.isEmpty() && config.dialect != u"postgresql")
        return;
    const QString out = config.out.value_or(QStringLiteral("drizzle"));
    const QString path = QDir::cleanPath(folder.absoluteFilePath(out));
    if (!QFileInfo(path).isDir())
        return; // nothing has been generated yet
    MigrationSet set = makeSet(path, drizzleKind(path));
    set.ledger.schema = config.schema.value_or(set.ledger.schema);
    set.ledger.table = config.table.value_or(set.ledger.table);
    if (!config.isUnderstood)
        set.problems.push_back(
            {QStringLiteral("config"),
             Severity::Warning,
             {},
             m_top.relativeFilePath(folder.filePath(file)),
             Text::tr("%1 is code that is not run here: its folder and table are taken to be the "
                      "usual ones.")
                 .arg(file),
             Text::tr("Name folder and table in [migrations] of arborist.toml.")});
    add(std::move(set), true);
}

void SetFinder::add(MigrationSet set, bool isConfigured)
{
    const QString path = QFileInfo(set.folder).canonicalFilePath();
    const auto known = m_known.constFind(path);
    if (known == m_known.constEnd()) {
        m_known.insert(path, m_sets.size());
        m_sets.push_back(std::move(set));
    } else if (isConfigured && m_sets[*known].ledger == defaultLedger(set.tool)) {
        m_sets[*known] = std::move(set); // found before its configuration was
    }
}

MigrationSet SetFinder::makeSet(const QString &folder, Tool tool) const
{
    MigrationSet set;
    set.tool = tool;
    set.folder = folder;
    set.shown = m_top.relativeFilePath(folder);
    set.ledger = defaultLedger(tool);
    set.project = m_workspace.folder();
    set.run = m_workspace.migrations().run;
    set.revert = m_workspace.migrations().revert;
    return set;
}

} // namespace arborist::migrations
