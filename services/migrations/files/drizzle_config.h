// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>
#include <functional>
#include <optional>

namespace arborist::migrations {

/// What drizzle.config.ts, .js or .json says of the migrations, as far as it can be told without
/// running it: literals, constants of the file, process.env.X with and without a default.
struct DrizzleConfig {
    QString dialect;               ///< "postgresql"; empty if it is not said plainly
    std::optional<QString> out;    ///< as written: "./drizzle"; nullopt: drizzle-kit's default
    std::optional<QString> table;  ///< migrations.table
    std::optional<QString> schema; ///< migrations.schema
    std::optional<QString> prefix; ///< migrations.prefix: "index", "timestamp", "none" ...
    std::optional<bool> breakpoints;
    bool isUnderstood = false; ///< false: no object was found, or `out` or `migrations` is code
};

/// A variable of the environment or of .env; nullopt if it is not set.
using VariableLookup = std::function<std::optional<QString>(const QString &)>;

DrizzleConfig parseDrizzleConfig(const QString &text, const VariableLookup &variable);

/// What dbCredentials says, with the variables' values in their places.
struct DrizzleCredentials {
    /// A lookup may answer with a text that begins with the first: what encodeURIComponent() makes
    /// of it begins with the second.
    static constexpr QChar variableMark{0xe000};
    static constexpr QChar encodedMark{0xe001};

    bool isThere = false;
    QString driver;                ///< "pglite"; mostly empty
    QMap<QString, QString> values; ///< "url", "host" ...
    QStringList unclear;           ///< members whose value is code that would have to be run
};
DrizzleCredentials parseDrizzleCredentials(const QString &text, const VariableLookup &variable);

} // namespace arborist::migrations
