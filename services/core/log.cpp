// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/log.h"

#include "services/core/redact.h"
#include <QByteArray>
#include <cstdio>
#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace arborist::log {

namespace {

constexpr size_t fileSize = 1024 * 1024;
constexpr size_t olderFiles = 2;

spdlog::level::level_enum toSpdlog(Level level)
{
    switch (level) {
    case Level::Debug:
        return spdlog::level::debug;
    case Level::Info:
        return spdlog::level::info;
    case Level::Warning:
        return spdlog::level::warn;
    case Level::Error:
        break;
    }
    return spdlog::level::err;
}

void write(spdlog::level::level_enum level, const QString &text)
{
    spdlog::default_logger_raw()->log(level, redacted(text).toStdString());
}

void takeFromQt(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    switch (type) {
    case QtDebugMsg:
        return debug(text);
    case QtInfoMsg:
        return info(text);
    case QtWarningMsg:
        return warning(text);
    case QtCriticalMsg:
    case QtFatalMsg: // Qt aborts after this returns
        error(text);
        spdlog::default_logger_raw()->flush();
    }
}

} // namespace

void start(const QString &file, Level level, bool verbose)
{
    auto terminal = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>();
    terminal->set_level(verbose ? spdlog::level::trace : spdlog::level::warn);
    terminal->set_pattern("%^%l%$: %v");
    std::vector<spdlog::sink_ptr> sinks{terminal};
    QString trouble;
    if (!file.isEmpty()) {
        try {
            spdlog::file_event_handlers handlers;
            handlers.after_open = [](const spdlog::filename_t &, std::FILE *opened) {
                fchmod(fileno(opened), 0600);
            };
            sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
                file.toStdString(), fileSize, olderFiles, false, handlers));
            sinks.back()->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %P %l %v");
        } catch (const spdlog::spdlog_ex &error) {
            trouble = QString::fromUtf8(error.what());
        }
    }
    auto logger = std::make_shared<spdlog::logger>("arborist", sinks.begin(), sinks.end());
    logger->set_level(toSpdlog(level));
    logger->flush_on(spdlog::level::info); // a crash must not take the last lines with it
    spdlog::set_default_logger(std::move(logger));
    if (!trouble.isEmpty())
        warning(trouble);
    qInstallMessageHandler(takeFromQt);
}

void debug(const QString &text)
{
    write(spdlog::level::debug, text);
}

void info(const QString &text)
{
    write(spdlog::level::info, text);
}

void warning(const QString &text)
{
    write(spdlog::level::warn, text);
}

void error(const QString &text)
{
    write(spdlog::level::err, text);
}

} // namespace arborist::log
