// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <functional>

namespace arborist {

/// A small JSON object kept in one file of the data folder, permissions 0600.
class JsonFile
{
public:
    explicit JsonFile(QString path) : m_path(std::move(path)) {}

    const QString &path() const { return m_path; }
    /// Empty if there is no file; throws Error, with what is the matter as message, if it cannot be
    /// read or is no JSON object.
    QJsonObject read() const;
    /// Hands `change` the content and replaces the file as a whole, under a lock that other
    /// programs respect too. Nothing is written when `change` returns false, or throws. Throws
    /// Error when the file cannot be read, locked or written.
    void update(const std::function<bool(QJsonObject &)> &change) const;

private:
    void write(const QJsonObject &content) const;

    QString m_path;
};

} // namespace arborist
