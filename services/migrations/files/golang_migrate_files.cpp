// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/file_text.h"
#include "services/migrations/files/readers.h"
#include "services/migrations/files/text.h"
#include <QDir>
#include <QRegularExpression>
#include <map>

namespace arborist::migrations {
namespace {

struct Pair {
    QStringList ups, downs;
};

} // namespace

void readGolangMigrate(MigrationSet &set)
{
    static const QRegularExpression kName(QStringLiteral("^([0-9]+)_(.*)\\.(down|up)\\.(.*)$"),
                                          QRegularExpression::DotMatchesEverythingOption);
    const QDir folder(set.folder);
    std::map<qint64, Pair> pairs;
    for (const QString &name : filesOf(set, {QStringLiteral("*.sql")})) {
        const QRegularExpressionMatch match = kName.match(name);
        const auto version = leadingNumber(name);
        if (match.hasMatch() && version)
            (match.captured(3) == u"up" ? pairs[*version].ups : pairs[*version].downs).append(name);
        else
            reportOrphan(set, name,
                         Text::tr("%1 is not named VERSION_NAME.up.sql: golang-migrate passes it "
                                  "over.")
                             .arg(name));
    }
    for (const auto &[version, pair] : pairs) {
        if (pair.ups.isEmpty()) {
            reportOrphan(set, pair.downs.front(),
                         Text::tr("%1 has no .up.sql beside it.").arg(pair.downs.front()));
            continue;
        }
        for (const QString &up : pair.ups) {
            Migration migration;
            migration.id = QString::number(version);
            migration.order = version;
            migration.file = folder.absoluteFilePath(up);
            migration.name = up.left(up.lastIndexOf(u".up."));
            if (readText(set, migration))
                migration.up = wholeFile(migration.file, migration.text);
            if (!pair.downs.isEmpty()) {
                const QString down = folder.absoluteFilePath(pair.downs.front());
                if (const FileText text = readFileText(down); text.problem.isEmpty())
                    migration.down = wholeFile(down, text.text);
            }
            set.migrations.push_back(std::move(migration));
        }
    }
    reportSameVersions(set);
}

} // namespace arborist::migrations
