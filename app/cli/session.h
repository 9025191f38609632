// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/global_options.h"
#include "app/cli/terminal.h"
#include "services/core/operation_context.h"
#include "services/postgres/connection.h"
#include "services/stages/workspace.h"
#include <optional>
#include <stop_token>

namespace arborist::cli {

/// What a command works with: the global options turned into workspace, stage and connection, each
/// looked up when first asked for.
class Session
{
public:
    Session(GlobalOptions options, Terminal &terminal, std::stop_token stop)
        : m_options(std::move(options)),
          m_terminal(terminal),
          m_stop(std::move(stop))
    {
    }

    const GlobalOptions &options() const { return m_options; }
    Terminal &terminal() { return m_terminal; }
    bool json() const { return m_options.json; }
    bool showsProgress() const { return !m_options.noProgress; }
    const std::stop_token &stopToken() const { return m_stop; }
    /// To standard error, with --verbose only.
    void note(const QString &text);
    /// The same for other options: another workspace or stage.
    Session with(GlobalOptions options) const { return {std::move(options), m_terminal, m_stop}; }

    /// Of --db, --workspace or the current folder; throws a usage Error if there is none.
    const stages::Workspace &workspace();
    /// The one to work on; throws a usage Error that lists the stages.
    const stages::Stage &stage();
    /// What history knows the workspace by: its folder, or the address without a password.
    QString workspaceKey();
    /// Whether a workspace is named or found; where not, workspace() throws.
    bool hasWorkspace() const;
    /// Where migrations are read from: the workspace, and with --db the project of --workspace or
    /// of the current folder all the same; it may have no stage. nullopt without one.
    std::optional<stages::Workspace> project();
    /// project(), or else workspace().
    stages::Workspace projectOrWorkspace();
    /// Connects to that stage.
    postgres::Connection connect();
    /// Progress, stop token and connection for an operation on that stage.
    OperationContext context();

private:
    GlobalOptions m_options;
    Terminal &m_terminal;
    std::stop_token m_stop;
    std::optional<stages::Workspace> m_workspace;
    bool m_hasSettled = false; ///< what was cut off over the stage
};

} // namespace arborist::cli
