// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/durable_file.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DurableFile", text);
}

[[noreturn]] void failed(const QString &path)
{
    const int code = errno;
    throw Error(tr("%1 cannot be written: %2.").arg(path, qt_error_string(code)),
                code == ENOSPC || code == EDQUOT
                    ? tr("Free some room on the disk, or write to another one.")
                    : tr("Check the folder's permissions."))
        .setWhere(path);
}

} // namespace

DurableFile::DurableFile(const QString &path) : m_path(path)
{
    m_descriptor =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (m_descriptor < 0)
        failed(m_path);
}

DurableFile::~DurableFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void DurableFile::write(std::span<const char> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            failed(m_path);
        bytes = bytes.subspan(size_t(written));
    }
}

void DurableFile::close()
{
    // A disk may find out only now that it has no room.
    if (::fsync(m_descriptor) != 0)
        failed(m_path);
    if (::close(std::exchange(m_descriptor, -1)) != 0)
        failed(m_path);
}

void syncFolder(const QString &path)
{
    const int folder =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || ::fsync(folder) != 0) {
        const int code = errno;
        if (folder >= 0)
            ::close(folder);
        errno = code;
        if (code != EINVAL) // a file system that has nothing to sync there
            failed(path);
        return;
    }
    ::close(folder);
}

} // namespace arborist::data
