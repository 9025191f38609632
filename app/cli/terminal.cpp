// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include "app/cli/cli_text.h"
#include "services/core/error.h"
#include <QJsonDocument>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace arborist::cli {
namespace {

/// While it lives, a terminal does not show what is typed.
class Silence
{
public:
    explicit Silence(int descriptor) : m_descriptor(descriptor)
    {
        m_changed = ::tcgetattr(descriptor, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~tcflag_t(ECHO);
        if (m_changed)
            ::tcsetattr(descriptor, TCSAFLUSH, &silent);
    }
    ~Silence()
    {
        if (m_changed)
            ::tcsetattr(m_descriptor, TCSADRAIN, &m_before);
    }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;

private:
    int m_descriptor;
    termios m_before{};
    bool m_changed = false;
};

} // namespace

Terminal::Terminal(std::FILE *out, std::FILE *err, std::FILE *in)
    : m_out(out),
      m_err(err),
      m_in(in),
      m_errIsTerminal(::isatty(::fileno(err)) == 1),
      m_canAsk(m_errIsTerminal && in != nullptr && ::isatty(::fileno(in)) == 1)
{
}

std::optional<QString> Terminal::ask(const QString &question, const std::stop_token &stop)
{
    draw(question);
    return readLine(stop);
}

std::optional<QString> Terminal::askSecret(const QString &question, const std::stop_token &stop)
{
    // Silent first: that drops what was typed before, which must not be an answer to the question.
    const Silence silence(::fileno(m_in));
    draw(question);
    const auto line = readLine(stop);
    draw(QStringLiteral("\n"));
    return line;
}

std::optional<QString> Terminal::readSecret(const QString &question, const std::stop_token &stop)
{
    if (m_in && ::isatty(::fileno(m_in)) == 1)
        return askSecret(question, stop);
    QStringList lines;
    while (const auto line = readLine(stop))
        lines << *line;
    return lines.isEmpty() ? std::nullopt : std::optional(lines.join(u'\n'));
}

std::optional<QString> Terminal::readLine(const std::stop_token &stop)
{
    if (m_in == nullptr)
        return std::nullopt;
    QByteArray line;
    while (!line.endsWith('\n')) {
        pollfd waiting{::fileno(m_in), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, 100);
        if (stop.stop_requested()) {
            if (m_canAsk)
                draw(QStringLiteral("\n"));
            throw Error::cancelled();
        }
        if (ready <= 0)
            continue;
        char byte = 0;
        if (::read(waiting.fd, &byte, 1) != 1) {
            if (line.isEmpty())
                return std::nullopt;
            break; // a last line without its end
        }
        line += byte;
    }
    return QString::fromLocal8Bit(line).trimmed();
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

void Terminal::printBytes(const QByteArray &bytes)
{
    if (!write(m_out, bytes)) {
        throw Error(CliText::tr("The output cannot be written: %1.")
                        .arg(QString::fromLocal8Bit(std::strerror(errno))),
                    CliText::tr("Check where it is led to, and the space left there."));
    }
}

bool Terminal::write(std::FILE *file, const QByteArray &bytes)
{
    const size_t size = size_t(bytes.size());
    return std::fwrite(bytes.constData(), 1, size, file) == size && std::fflush(file) == 0;
}

} // namespace arborist::cli
