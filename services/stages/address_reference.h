// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::stages {

/// Where a stage's address is found, as the workspace file writes it:
///  - `env:NAME`: a variable of this process, else of .env;
///  - `env:NAME@FILE`: a variable of that file, relative to the workspace;
///  - `env:PREFIX*`, with or without @FILE: host, port, database, user and password from variables
///    of one family (PG*, POSTGRES_*, DB_*, TYPEORM_*);
///  - a URL or "key=value ..." without a password;
///  - `keychain:NAME`, `neon:PROJECT/BRANCH`;
///  - `aws-secret:ID`, name or ARN, and `aws-secret:ID#KEY` for one value of a JSON secret.
struct AddressReference {
    enum class Kind { Variable, Family, Url, Keychain, AwsSecret, Neon };
    Kind kind = Kind::Variable;
    QString name; ///< variable, prefix without the star, URL, or what follows the colon
    QString file; ///< after the @; empty if none
    QString key;  ///< after the # of an aws-secret; empty if none

    /// Throws Error, without the text where it may hold a password.
    static AddressReference parse(const QString &text);
    QString toString() const;
};

/// True for a URL, or key=value text, that holds a password.
bool holdsPassword(const QString &address);

/// True for text that looks like the address of a PostgreSQL database.
bool looksLikeAddress(const QString &text);

} // namespace arborist::stages
