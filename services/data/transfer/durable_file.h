// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <span>

namespace arborist::data {

/// A new file with permissions 0600, on the disk once close() returns. Throws Error that says what
/// to do: the disk is full, no permission. Not closed, it is left as it is: whoever made the folder
/// removes it.
class DurableFile
{
public:
    explicit DurableFile(const QString &path);
    ~DurableFile();
    DurableFile(const DurableFile &) = delete;
    DurableFile &operator=(const DurableFile &) = delete;

    void write(std::span<const char> bytes);
    void close();

private:
    QString m_path;
    int m_descriptor = -1;
};

/// Makes the names in a folder durable. Throws Error.
void syncFolder(const QString &path);

} // namespace arborist::data
