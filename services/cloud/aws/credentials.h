// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace arborist::cloud::aws {

/// Who signs. Kept in memory only.
struct Credentials {
    QByteArray accessKeyId;
    QByteArray secretAccessKey;
    QByteArray sessionToken; ///< empty for long-lived keys
    QDateTime expires;       ///< invalid if never, or not known
    QString origin;          ///< "profile acme in /home/ada/.aws/credentials"
    QString renewal; ///< what to do once they are refused: "Run: aws sso login --profile acme"
};

} // namespace arborist::cloud::aws
