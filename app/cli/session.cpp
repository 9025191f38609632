// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include "app/cli/cli_text.h"
#include "app/cli/text_format.h"
#include "services/core/error.h"
#include "services/data/reset/reset_recovery.h"
#include "services/data/undo/cut_off.h"
#include "services/stages/stage_connection.h"
#include <QDir>
#include <QElapsedTimer>
#include <utility>

namespace arborist::cli {

void Session::note(const QString &text)
{
    if (m_options.verbose)
        m_terminal.message(text);
}

const stages::Workspace &Session::workspace()
{
    if (m_workspace)
        return *m_workspace;
    if (!m_options.db.isEmpty()) {
        if (!m_options.target.isEmpty()) {
            throw Error::usage(CliText::tr("--db and --target exclude each other."),
                               CliText::tr("--db takes the place of a stage."));
        }
        m_workspace = stages::Workspace::ofUrl(m_options.db);
        return *m_workspace;
    }
    QString folder = m_options.workspace;
    if (folder.isEmpty())
        folder = stages::Workspace::find(QDir::currentPath());
    if (folder.isEmpty()) {
        throw Error::usage(
            CliText::tr("There is no project at or above %1.").arg(QDir::currentPath()),
            CliText::tr(
                "Name its folder with --workspace, or a database with --db. Without either: "
                "arboristctl demo start"));
    }
    if (!QDir(folder).exists()) {
        throw Error::usage(CliText::tr("There is no folder %1.").arg(folder),
                           CliText::tr("Check --workspace."));
    }
    note(CliText::tr("Reading the workspace %1").arg(QDir(folder).absolutePath()));
    m_workspace = stages::Workspace::open(QDir(folder).absolutePath());
    return *m_workspace;
}

bool Session::hasWorkspace() const
{
    return m_workspace || !m_options.db.isEmpty() || !m_options.workspace.isEmpty() ||
           !stages::Workspace::find(QDir::currentPath()).isEmpty();
}

const stages::Stage &Session::stage()
{
    const stages::Workspace &project = workspace();
    const QString name = m_options.target.isEmpty() ? project.defaultStage() : m_options.target;
    if (const stages::Stage *found = project.stage(name))
        return *found;
    QStringList names;
    for (const stages::Stage &stage : project.stages())
        names << stage.name;
    if (names.isEmpty()) {
        throw Error::usage(
            CliText::tr("The project %1 has no stage.").arg(project.folder()),
            CliText::tr("Give it a database URL in .env or arborist.toml, or name one "
                        "with --db."));
    }
    throw Error::usage(CliText::tr("There is no stage “%1”.").arg(name),
                       CliText::tr("Stages: %1.").arg(names.join(QStringLiteral(", "))));
}

QString Session::workspaceKey()
{
    if (!workspace().folder().isEmpty())
        return workspace().folder();
    const auto known = workspace().knownAddress(stage());
    return known ? known->toUrl() : QString();
}

std::optional<stages::Workspace> Session::project()
{
    if (m_workspace && m_options.db.isEmpty())
        return *m_workspace;
    const QString folder = m_options.workspace.isEmpty()
                               ? stages::Workspace::find(QDir::currentPath())
                               : QDir(m_options.workspace).absolutePath();
    return folder.isEmpty() ? std::nullopt : std::optional(stages::Workspace::openFiles(folder));
}

stages::Workspace Session::projectOrWorkspace()
{
    if (m_options.db.isEmpty())
        return workspace();
    workspace(); // throws where --db is no address
    const auto found = project();
    return found ? *found : *m_workspace;
}

postgres::Connection Session::connect()
{
    const stages::Stage &target = stage();
    // What runs left behind that were killed in the middle.
    if (!std::exchange(m_hasSettled, true)) {
        for (const QString &text : data::settleCutOff(workspace(), target, m_stop))
            m_terminal.message(text);
        for (const QString &text : data::settleCutOffResets(workspace(), target, m_stop))
            m_terminal.message(text);
    }
    QElapsedTimer timer;
    const auto begin = [&](const postgres::ConnectionInfo &info) {
        timer.start();
        note(CliText::tr("Connecting to %1").arg(info.address()));
    };
    auto connection = stages::openStage(workspace(), target, m_stop, begin);
    note(CliText::tr("Connected in %1, PostgreSQL %2")
             .arg(duration(std::chrono::milliseconds(timer.elapsed())),
                  connection.serverVersionText()));
    return connection;
}

OperationContext Session::context()
{
    OperationContext context;
    context.stop = m_stop;
    context.connect = [this] { return connect(); };
    return context;
}

} // namespace arborist::cli
