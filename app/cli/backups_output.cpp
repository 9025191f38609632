// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/backups_output.h"

#include "app/cli/cli_text.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

namespace arborist::cli {
namespace {

using backup::ListedBackup;
using backup::Verification;
using Align = TextTable::Align;

/// It was looked at last, and something was wrong with it.
bool isDamaged(const ListedBackup &backup)
{
    return backup.manifest && backup.manifest->verification == Verification::None &&
           backup.manifest->verifiedAt.isValid();
}

QString verificationText(const ListedBackup &backup)
{
    if (!backup.problem.isEmpty())
        return CliText::tr("manifest damaged");
    if (!backup.manifest)
        return CliText::tr("foreign");
    if (isDamaged(backup))
        return CliText::tr("damaged");
    switch (backup.manifest->verification) {
    case Verification::Listed:
        return CliText::tr("verified");
    case Verification::Restored:
        return CliText::tr("restored to try it");
    case Verification::None:
        break;
    }
    return CliText::tr("not verified");
}

QString originText(const ListedBackup &backup)
{
    if (!backup.automatic)
        return CliText::tr("manual");
    return backup.manifest && !backup.manifest->operation.isEmpty()
               ? CliText::tr("before %1").arg(backup.manifest->operation)
               : CliText::tr("automatic");
}

} // namespace

QJsonObject backupsToJson(const QString &folder, const std::vector<ListedBackup> &backups)
{
    QJsonArray list;
    for (const ListedBackup &backup : backups) {
        QJsonObject object{
            {QStringLiteral("path"), backup.path},
            {QStringLiteral("name"), QFileInfo(backup.path).fileName()},
            {QStringLiteral("made"), backup.made.toUTC().toString(Qt::ISODate)},
            {QStringLiteral("bytes"), backup.bytes},
            {QStringLiteral("origin"),
             backup.automatic ? QStringLiteral("automatic") : QStringLiteral("manual")},
            {QStringLiteral("foreign"), !backup.manifest && backup.problem.isEmpty()},
            {QStringLiteral("problem"),
             backup.problem.isEmpty() ? QJsonValue() : QJsonValue(backup.problem)}};
        if (const auto &manifest = backup.manifest) {
            object.insert(QStringLiteral("stage"), manifest->stage);
            object.insert(QStringLiteral("database"), manifest->database);
            object.insert(QStringLiteral("operation"), manifest->operation);
            object.insert(QStringLiteral("form"), toWord(manifest->form));
            object.insert(QStringLiteral("tables"), qint64(manifest->tables.size()));
            object.insert(QStringLiteral("rows"), manifest->rows());
            object.insert(QStringLiteral("verification"), toWord(manifest->verification));
            object.insert(QStringLiteral("damaged"), isDamaged(backup));
            object.insert(QStringLiteral("verified_at"),
                          manifest->verifiedAt.toUTC().toString(Qt::ISODate));
        }
        list.append(object);
    }
    return {{QStringLiteral("folder"), folder}, {QStringLiteral("backups"), list}};
}

QString backupsToText(const QString &folder, const std::vector<ListedBackup> &backups)
{
    if (backups.empty())
        return CliText::tr("There are no backups in %1.").arg(printable(folder)) + u'\n';
    TextTable table;
    table.addColumn(CliText::tr("Backup"));
    table.addColumn(CliText::tr("Made"));
    table.addColumn(CliText::tr("Size"), Align::Right);
    table.addColumn(CliText::tr("Rows"), Align::Right);
    table.addColumn(CliText::tr("Stage"));
    table.addColumn(CliText::tr("Origin"));
    table.addColumn(CliText::tr("State"));
    for (const ListedBackup &backup : backups) {
        const auto &manifest = backup.manifest;
        table.addRow({printable(QFileInfo(backup.path).fileName()),
                      QLocale().toString(backup.made.toLocalTime(), QLocale::ShortFormat),
                      bytes(backup.bytes),
                      manifest ? number(manifest->rows()) : QStringLiteral("–"),
                      manifest ? printable(manifest->stage) : QString(), originText(backup),
                      verificationText(backup)});
    }
    return CliText::tr("Backups in %1").arg(printable(folder)) + u'\n' + table.toString();
}

QJsonObject keptToJson(const std::vector<backup::KeptDatabase> &databases,
                       const std::vector<data::KeptSchema> &schemas, int days)
{
    const auto entry = [days](const auto &each) {
        return QJsonObject{
            {QStringLiteral("name"), each.name},
            {QStringLiteral("run"), each.run},
            {QStringLiteral("since"), each.since.toUTC().toString(Qt::ISODate)},
            {QStringLiteral("kept_until"), each.since.addDays(days).toUTC().toString(Qt::ISODate)},
            {QStringLiteral("bytes"), each.bytes < 0 ? QJsonValue() : QJsonValue(each.bytes)}};
    };
    QJsonArray all, inside;
    for (const backup::KeptDatabase &each : databases)
        all += entry(each);
    for (const data::KeptSchema &each : schemas)
        inside += entry(each);
    return {{QStringLiteral("databases"), all}, {QStringLiteral("schemas"), inside}};
}

QString keptToText(const std::vector<backup::KeptDatabase> &databases,
                   const std::vector<data::KeptSchema> &schemas, int days)
{
    if (databases.empty() && schemas.empty())
        return CliText::tr("No restore or reset has put anything aside.") + u'\n';
    TextTable table;
    table.addColumn(CliText::tr("Database or schema"));
    table.addColumn(CliText::tr("Put aside"));
    table.addColumn(CliText::tr("Size"), Align::Right);
    table.addColumn(CliText::tr("Kept until"));
    table.addColumn(CliText::tr("To drop it"));
    const auto add = [&](const auto &each, const QString &name) {
        const QLocale locale;
        table.addRow(
            {printable(name), locale.toString(each.since.toLocalTime(), QLocale::ShortFormat),
             each.bytes < 0 ? QStringLiteral("–") : bytes(each.bytes),
             locale.toString(each.since.addDays(days).toLocalTime().date(), QLocale::ShortFormat),
             QStringLiteral("arboristctl restore --drop-old ") + each.run});
    };
    for (const backup::KeptDatabase &each : databases)
        add(each, each.name);
    for (const data::KeptSchema &each : schemas)
        add(each, CliText::tr("schema %1").arg(each.name));
    return table.toString();
}

QJsonObject verifiedToJson(const backup::VerifiedBackup &verified)
{
    return {{QStringLiteral("path"), verified.dump},
            {QStringLiteral("foreign"), !verified.isOurs},
            {QStringLiteral("intact"), verified.problems.isEmpty()},
            {QStringLiteral("checked"), verified.how},
            {QStringLiteral("problems"), QJsonArray::fromStringList(verified.problems)}};
}

QString verifiedToText(const backup::VerifiedBackup &verified)
{
    const QString name = printable(QFileInfo(verified.dump).fileName());
    if (verified.problems.isEmpty())
        return CliText::tr("%1: intact (%2).").arg(name, verified.how) + u'\n';
    QString text = CliText::tr("%1: damaged.").arg(name) + u'\n';
    for (const QString &problem : verified.problems)
        text += QStringLiteral("  ") + printable(problem) + u'\n';
    return text;
}

} // namespace arborist::cli
