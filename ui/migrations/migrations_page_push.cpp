// SPDX-License-Identifier: GPL-3.0-or-later
// Programs of the project at the page's console: who has it, and pushing the models to a local
// development database.
#include "services/migrations/author/push.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_page.h"
#include "ui/shell/session.h"
#include <QCoreApplication>

namespace arborist {

using migrations::PushOperation;
using migrations::TerminalProcess;
using Console = migrations::ConsoleCommand::Console;

/// What the program writes comes into the console, by the function that is returned, on whatever
/// thread; what is typed there goes to the program, until takeConsoleBack().
std::function<void(const QByteArray &)>
MigrationsPage::lendConsole(const std::shared_ptr<TerminalProcess> &terminal,
                            const QString &command)
{
    ConsoleView &console = m_strip->console();
    const bool asks = terminal->command().console == Console::Terminal;
    m_strip->showConsole();
    console.addLine(command, Tone::Info);
    console.beginTerminal();
    delete m_typing;
    m_typing = new QObject(this);
    if (asks) {
        console.setFocus(Qt::OtherFocusReason);
        connect(&console, &ConsoleView::typed, m_typing,
                [terminal](const QByteArray &bytes) { terminal->write(bytes); });
    }
    return [view = QPointer<ConsoleView>(&console), asks](QByteArray bytes) {
        if (!asks)
            bytes.replace('\n', "\r\n"); // as a terminal's driver does it
        QMetaObject::invokeMethod(
            qApp, [view, bytes] { view ? view->write(bytes) : void(); }, Qt::QueuedConnection);
    };
}

void MigrationsPage::takeConsoleBack()
{
    if (!m_typing)
        return;
    delete m_typing;
    m_strip->console().endTerminal();
}

void MigrationsPage::push()
{
    const auto workspace = session().workspace();
    const MigrationSetPtr shown = set();
    if (!workspace || !shown || !session().target() || m_generating)
        return;
    m_stagesToCome.clear();
    FlowRequest request = pushRequest(shown, *session().target(), workspace);
    request.dress = [this](PlanDialog &dialog, const operations::PlannedOperationPtr &operation) {
        connect(&dialog, &QDialog::accepted, this,
                [this, push = std::dynamic_pointer_cast<PushOperation>(operation)] {
                    const QStringList &words = push->console()->command().words;
                    push->setOutput(lendConsole(push->console(), words.join(u' ')));
                });
    };
    start(session().targetName(), std::move(request));
}

} // namespace arborist
