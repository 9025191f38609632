// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace arborist::cloud::aws {

/// One of AWS's two files of profiles, as the AWS CLI reads it: [sections], key = value, comments
/// on lines of their own (# or ;), settings indented below a key ("s3 =") kept as "s3.name".
class IniFile
{
public:
    /// A file that is not there is empty. Throws Error that names file and line, never the line's
    /// text.
    static IniFile read(const QString &path);

    const QString &path() const { return m_path; }
    bool exists() const { return m_exists; }
    QStringList sections() const { return m_sections.keys(); }
    bool has(const QString &section) const { return m_sections.contains(section); }
    QString value(const QString &section, const QString &key) const
    {
        return m_sections.value(section).value(key);
    }

private:
    QString m_path;
    bool m_exists = false;
    QMap<QString, QMap<QString, QString>> m_sections;
};

} // namespace arborist::cloud::aws
