// SPDX-License-Identifier: GPL-3.0-or-later
// How new migrations come to be: as an empty file by a plan, or by the project's own command at a
// terminal of this page.
#include "services/migrations/author/create.h"
#include "services/migrations/author/recorded_generate.h"
#include "services/migrations/author/rename_choice.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migrations_loader.h"
#include "ui/migrations/migrations_page.h"
#include "ui/migrations/new_migration_dialog.h"
#include "ui/migrations/rename_dialog.h"
#include "ui/migrations/timeline_view.h"
#include "ui/operations/session_order.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"

namespace arborist {

using migrations::GenerateRequest;
using migrations::GenerateResult;
using migrations::TerminalProcess;
using Console = migrations::ConsoleCommand::Console;

/// What the project's command came to, and what it wants to know.
struct MigrationsPage::Generated {
    GenerateResult result;
    std::vector<migrations::RenameChoice> choices;
};

namespace {

/// drizzle-kit 1.0 tells what it wants to know where it has no terminal, and takes answers as an
/// option. What came before it, and programs around it, ask by keys alone.
Console consoleFor(const migrations::MigrationSet &set, const migrations::ProjectCommand &command)
{
    return set.tool == migrations::Tool::DrizzleV1 && command.isDrizzleKit ? Console::Pipe
                                                                           : Console::Terminal;
}

} // namespace

QDialog *MigrationsPage::askCreate()
{
    const MigrationSetPtr shown = set();
    if (!shown || m_flow->isBusy() || m_asking)
        return m_asking;
    const bool drizzle =
        shown->tool == migrations::Tool::Drizzle || shown->tool == migrations::Tool::DrizzleV1;
    auto *dialog = new NewMigrationDialog(
        {tr("Create a migration"),
         tr("An empty one in %1, in the form of %2, with all that it keeps beside it.")
             .arg(shown->shown, migrations::toString(shown->tool)),
         {},
         tr("Review…")},
        true, drizzle, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_asking = dialog;
    connect(dialog, &QDialog::accepted, this, [this, shown, dialog] {
        const auto workspace = session().workspace();
        if (!workspace)
            return;
        migrations::CreateRequest wish;
        wish.set = *shown;
        wish.name = dialog->name();
        wish.withDown = dialog->withDown();
        // Files of the project alone: the stage is but the one it is asked from.
        start(session().targetName(), createRequest(wish));
    });
    dialog->open();
    return dialog;
}

/// The command first, which is found in files; then the name, and with it the consent.
void MigrationsPage::askGenerate()
{
    const auto workspace = session().workspace();
    const MigrationSetPtr shown = set();
    if (!workspace || !shown || m_generating || m_asking)
        return;
    JobRequest request;
    request.title = tr("Look for the project's command");
    request.background = true;
    request.view = QStringLiteral("migrations/command");
    request.work = [workspace, shown](OperationContext &) {
        return std::any(migrations::generateCommand(*workspace, *shown));
    };
    session().jobs().start(std::move(request), this, [this, shown](const Outcome &outcome) {
        if (outcome.state != JobState::Succeeded)
            return showExportError(outcome.error ? *outcome.error : Error::cancelled());
        askGenerateName(shown, std::any_cast<const migrations::ProjectCommand &>(outcome.result));
    });
}

void MigrationsPage::askGenerateName(const MigrationSetPtr &shown,
                                     const migrations::ProjectCommand &command)
{
    if (command.isEmpty()) {
        m_note->show(Glyph::Skipped, Tone::Drift,
                     tr("The project has no command that generates migrations"),
                     tr("Name it in arborist.toml: generate = \"npm run db:generate\" under "
                        "[migrations]; or add a script db:generate to package.json."),
                     {{tr("Close"), [this] { m_note->clear(); }}});
        return;
    }
    auto *dialog = new NewMigrationDialog(
        {tr("Generate a migration"),
         (consoleFor(*shown, command) == Console::Pipe
              ? tr("Runs the project's own command (%1). What is new and what was renamed is asked "
                   "before anything is written.")
              : tr("Runs the project's own command (%1). What it asks is answered in the console."))
             .arg(command.origin),
         command.shown(), tr("Run")},
        false, false, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_asking = dialog;
    connect(dialog, &QDialog::accepted, this, [this, shown, command, dialog] {
        GenerateRequest wish;
        wish.set = *shown;
        wish.command = command;
        wish.name = dialog->name();
        wish.console = consoleFor(*shown, command);
        generate(wish);
    });
    dialog->open();
}

void MigrationsPage::generate(const GenerateRequest &wish)
{
    m_generating = true;
    m_note->clear();
    m_noteIsOfFolder = false;
    const std::shared_ptr<TerminalProcess> terminal = migrations::generateConsole(wish);
    const auto output = lendConsole(terminal, wish.command.shown());
    updateActions();
    JobRequest request;
    request.title = tr("Generate a migration");
    request.icon = QStringLiteral("document-new");
    request.work = [wish, terminal, output,
                    order = SessionOrder(session())](OperationContext &context) {
        Generated made{
            migrations::recordedGenerate(wish, *terminal, output, order.order(), context), {}};
        if (!made.result.questions.empty())
            made.choices = migrations::renameChoices(wish.set, made.result.questions, context);
        return std::any(std::move(made));
    };
    session().jobs().start(std::move(request), this, [this, wish](const Outcome &outcome) {
        m_generating = false;
        takeConsoleBack();
        updateActions();
        if (outcome.state == JobState::Succeeded)
            generated(wish, std::any_cast<const Generated &>(outcome.result));
        else if (outcome.state != JobState::Cancelled && outcome.error)
            showExportError(*outcome.error);
    });
}

void MigrationsPage::generated(GenerateRequest wish, const Generated &made)
{
    if (!made.choices.empty()) {
        askRenames(wish, made.choices);
    } else if (made.result.outcome == GenerateResult::Outcome::NeedsTerminal &&
               wish.console == Console::Pipe) {
        wish.console = Console::Terminal; // an older one, which asks by keys alone
        generate(wish);
    } else {
        tellGenerated(made.result);
    }
}

/// It has made nothing yet. Once it is told, it may find more to ask.
void MigrationsPage::askRenames(const GenerateRequest &wish,
                                const std::vector<migrations::RenameChoice> &choices)
{
    auto *dialog = new RenameDialog(choices, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_asking = dialog;
    connect(dialog, &QDialog::accepted, this, [this, wish, dialog] {
        GenerateRequest told = wish;
        for (migrations::RenameHint &hint : dialog->hints())
            told.hints.push_back(std::move(hint));
        generate(told);
    });
    connect(dialog, &QDialog::rejected, this, [this] {
        m_note->show(Glyph::Idle, Tone::Muted, tr("Nothing was generated"),
                     tr("drizzle-kit does not go on before it knows what is new and what was "
                        "renamed. No file was changed."),
                     {{tr("Close"), [this] { m_note->clear(); }}});
    });
    dialog->open();
}

void MigrationsPage::tellGenerated(const migrations::GenerateResult &result)
{
    using Result = GenerateResult::Outcome;
    const bool made = result.outcome == Result::Made;
    const bool fine = made || result.outcome == Result::NothingToDo;
    QStringList lines;
    if (made)
        lines << result.files.join(QStringLiteral(", "));
    if (!result.hint.isEmpty())
        lines << result.hint;
    for (const migrations::Problem &problem : result.problems)
        lines << problem.text;
    m_note->show(made   ? Glyph::Ok
                 : fine ? Glyph::Idle
                        : Glyph::Failed,
                 made   ? Tone::Ok
                 : fine ? Tone::Muted
                        : Tone::Danger,
                 result.message, lines.join(u'\n'), {{tr("Close"), [this] { m_note->clear(); }}});
    m_select = result.migrations.value(0);
    m_loader->load();
}

} // namespace arborist
