// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <QJsonDocument>
#include <sys/ioctl.h>
#include <unistd.h>

namespace arborist::cli {

Terminal::Terminal(std::FILE *out, std::FILE *err)
    : m_out(out),
      m_err(err),
      m_errIsTerminal(::isatty(::fileno(err)) == 1)
{
}

void Terminal::printJson(const QJsonObject &object)
{
    write(m_out, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

int Terminal::width() const
{
    winsize size{};
    if (::ioctl(::fileno(m_err), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

void Terminal::write(std::FILE *file, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file);
    std::fflush(file);
}

} // namespace arborist::cli
