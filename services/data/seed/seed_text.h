// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QByteArray>
#include <QString>
#include <memory>

namespace arborist::data {

/// The bytes of a seed file, mapped rather than read, so that its size costs no memory. A byte
/// order mark is not part of them.
class SeedText
{
public:
    /// `shown` is what messages call it. Throws Error: not there, no regular file, not UTF-8.
    SeedText(const QString &path, const QString &shown);
    ~SeedText();
    SeedText(const SeedText &) = delete;
    SeedText &operator=(const SeedText &) = delete;

    QByteArrayView bytes() const { return m_bytes; }
    QString sha256() const; ///< hexadecimal
    const QString &shown() const { return m_shown; }

    /// "seeds/01_users.csv:12:5"; columns are characters, from 1.
    QString place(qsizetype offset) const;
    Error error(qsizetype offset, const QString &message, const QString &hint) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
    QString m_shown;
    QByteArrayView m_bytes;
};

using SeedTextPtr = std::shared_ptr<const SeedText>;

} // namespace arborist::data
