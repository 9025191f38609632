// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"

#include "app/cli/cli.h"
#include "services/stages/caller.h"
#include <QJsonDocument>
#include <cstdio>

namespace arborist::testing {
namespace {

QByteArray contentOf(std::FILE *file)
{
    QByteArray content;
    std::rewind(file);
    char buffer[4096];
    for (size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
        content.append(buffer, qsizetype(size));
    std::fclose(file);
    return content;
}

} // namespace

QJsonObject CliRun::json() const
{
    return QJsonDocument::fromJson(out).object();
}

void leavePipeline()
{
    static const bool left = [] {
        for (const QString &name : stages::pipelineVariables())
            qunsetenv(name.toLatin1().constData());
        return true;
    }();
    Q_UNUSED(left)
}

CliRun runInProcess(const QStringList &arguments)
{
    leavePipeline();
    std::FILE *out = std::tmpfile();
    std::FILE *err = std::tmpfile();
    cli::Terminal terminal(out, err);
    CliRun run;
    run.exitCode = cli::runCli(arguments, terminal);
    run.out = contentOf(out);
    run.err = contentOf(err);
    return run;
}

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
}

} // namespace arborist::testing
