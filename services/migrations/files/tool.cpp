// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/tool.h"

#include <array>

namespace arborist::migrations {
namespace {

struct Name {
    Tool tool;
    const char *key;
    const char *shown;
};

constexpr std::array kNames{Name{Tool::Drizzle, "drizzle", "Drizzle"},
                            Name{Tool::DrizzleV1, "drizzle-v1", "Drizzle 1.0"},
                            Name{Tool::TypeOrm, "typeorm", "TypeORM"},
                            Name{Tool::Dbmate, "dbmate", "dbmate"},
                            Name{Tool::GolangMigrate, "golang-migrate", "golang-migrate"},
                            Name{Tool::Goose, "goose", "goose"},
                            Name{Tool::NodePgMigrate, "node-pg-migrate", "node-pg-migrate"},
                            Name{Tool::Sql, "sql", "SQL files"}};

} // namespace

QString toKey(Tool tool)
{
    return QString::fromLatin1(kNames[std::size_t(tool)].key);
}

QString toString(Tool tool)
{
    return QString::fromLatin1(kNames[std::size_t(tool)].shown);
}

std::optional<Tool> toolFromKey(const QString &key)
{
    for (const Name &name : kNames) {
        if (key == QLatin1String(name.key))
            return name.tool;
    }
    return std::nullopt;
}

} // namespace arborist::migrations
