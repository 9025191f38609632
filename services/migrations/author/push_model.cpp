// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/push_model.h"

#include "services/core/error.h"
#include "services/migrations/author/drizzle_settings.h"
#include "services/migrations/snapshot/snapshot.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PushModel", text);
}

std::optional<PushModel> fromSnapshot(const MigrationSet &set)
{
    if (set.migrations.empty())
        return std::nullopt;
    try {
        const Snapshot snapshot = snapshotAfter(set, set.migrations.back());
        PushModel model;
        model.source = tr("the snapshot of %1").arg(set.migrations.back().name);
        for (const ModelTable &table : snapshot.tables) {
            QStringList &columns = model.tables[table.id()];
            for (const ModelColumn &column : table.columns)
                columns << column.name;
        }
        return model;
    } catch (const Error &) {
        return std::nullopt;
    }
}

} // namespace

std::optional<PushModel> exportedModel(const MigrationSet &set, const OperationContext &context)
{
    QString config;
    drizzleConfigText(set, &config);
    const QString folder = QFileInfo(config).path();
    if (config.isEmpty())
        return std::nullopt;
    ProjectCommand command;
    command.words = {QStringLiteral("npx"), QStringLiteral("--no-install"),
                     QStringLiteral("drizzle-kit"), QStringLiteral("export")};
    command.folder = folder;
    TerminalProcess process(command.toConsole(ConsoleCommand::Console::Pipe));
    QByteArray written;
    try {
        const ConsoleEnd end =
            process.run([&](const QByteArray &bytes) { written += bytes; }, context.stop);
        if (end.exitCode != 0)
            return std::nullopt;
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        return std::nullopt;
    }
    PushModel model;
    model.tables = tablesOfDdl(QString::fromUtf8(written));
    model.source = tr("the models, by drizzle-kit export");
    if (model.tables.isEmpty())
        return std::nullopt;
    return model;
}

QMap<QString, QStringList> tablesOfDdl(const QString &ddl)
{
    static const QRegularExpression table(
        QStringLiteral(R"re(^CREATE TABLE (?:"([^"]+)"\.)?"([^"]+)" \(\n(.*?)^\);)re"),
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression column(QStringLiteral(R"re(^\t"([^"]+)" )re"),
                                           QRegularExpression::MultilineOption);
    QMap<QString, QStringList> tables;
    for (auto all = table.globalMatch(ddl); all.hasNext();) {
        const auto match = all.next();
        const QString schema = match.captured(1);
        QStringList &columns = tables[(schema.isEmpty() ? QStringLiteral("public") : schema) +
                                      u'.' + match.captured(2)];
        for (auto each = column.globalMatch(match.captured(3)); each.hasNext();)
            columns << each.next().captured(1);
    }
    return tables;
}

std::optional<PushModel> pushModel(const MigrationSet &set, const ProjectCommand &push,
                                   const OperationContext &context)
{
    if (set.tool != Tool::Drizzle && set.tool != Tool::DrizzleV1)
        return std::nullopt;
    if (push.isDrizzleKit) {
        if (auto model = exportedModel(set, context))
            return model;
    }
    return fromSnapshot(set);
}

} // namespace arborist::migrations
