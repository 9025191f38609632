// SPDX-License-Identifier: GPL-3.0-or-later
// bench_window_data PROJECT PLACE: opens the real window on the project, whose first stage is
// backed up into the folder PLACE, restored, exported and imported, each by the window's own way;
// prints the longest stall of the event loop in each as JSON, in milliseconds, and how much of one
// was work of the window's own.
#include "app/gui/openers.h"
#include "app/gui/pages.h"
#include "bench/heartbeat.h"
#include "services/backup/dump.h"
#include "services/backup/places.h"
#include "services/backup/restore.h"
#include "services/core/report.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "ui/data/data_page.h"
#include "ui/data/data_requests.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/main_window.h"
#include "ui/style/arborist_style.h"
#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QTimer>
#include <cstdio>

using namespace arborist;
using namespace arborist::bench;

namespace {

template <class Plan> FlowRequest request(const QString &operation, Plan plan)
{
    FlowRequest request;
    request.planTitle = request.runTitle = request.operation = operation;
    request.plan = std::move(plan);
    request.describe = [operation](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = shown.title = shown.action = operation;
    };
    return request;
}

FlowRequest backupRequest(const Session &session, const QString &output)
{
    return request(QStringLiteral("backup"),
                   [workspace = session.workspace(), key = session.key(),
                    output](const stages::Stage &stage, OperationContext &context) {
                       postgres::Connection connection = context.connect();
                       backup::DumpRequest dump;
                       dump.target = operations::planTarget(stage, connection);
                       dump.workspaceKey = key;
                       dump.folder = backup::backupFolder(*workspace, key);
                       dump.output = output;
                       return backup::planDump(dump, connection, context);
                   });
}

FlowRequest restoreRequest(const QString &file)
{
    return request(QStringLiteral("restore"),
                   [file](const stages::Stage &stage, OperationContext &context) {
                       postgres::Connection connection = context.connect();
                       backup::RestoreRequest restore;
                       restore.file = file;
                       restore.target = operations::planTarget(stage, connection);
                       return backup::planRestore(restore, connection, context);
                   });
}

/// One operation after the other, as somebody would ask for them.
class Measure : public QObject
{
public:
    Measure(Session &session, OperationFlow &flow, const QString &place)
        : m_session(session),
          m_flow(flow)
    {
        const QString dump = place + QStringLiteral("/window.dump");
        const QString archive = place + QStringLiteral("/window.export");
        m_steps = {
            {"backup", [&session, dump] { return backupRequest(session, dump); }},
            {"restore", [dump] { return restoreRequest(dump); }},
            {"export",
             [&session, archive] {
                 return exportRequest(session.workspace(), *session.target(),
                                      {{}, archive, data::CopyFormat::Binary});
             }},
            {"import", [&session, archive] {
                 return importRequest(session.workspace(), *session.target(), {{}, archive, false});
             }}};
        connect(&flow, &OperationFlow::planFailed, this,
                [](const Error &error) { qFatal("%s", qPrintable(error.message())); });
        connect(&flow, &OperationFlow::dialogOpened, this, &Measure::agree);
        connect(&flow, &OperationFlow::ran, this, &Measure::ran);
    }

    void next()
    {
        if (m_next == m_steps.size()) {
            std::puts(QJsonDocument(m_result).toJson(QJsonDocument::Compact).constData());
            QApplication::quit();
            return;
        }
        m_heartbeat.start();
        m_flow.start(*m_session.target(), m_steps[m_next].make());
    }

private:
    struct Step {
        const char *name;
        std::function<FlowRequest()> make;
    };

    void agree()
    {
        PlanDialog &dialog = *m_flow.dialog();
        if (auto *field = dialog.findChild<QLineEdit *>(QStringLiteral("confirmation")))
            field->setText(dialog.shown().nameToType);
        QTimer::singleShot(1000, &dialog, &QDialog::accept); // once it has been painted
    }

    void ran(const Report &report)
    {
        if (report.outcome != Report::Result::Succeeded)
            qFatal("%s: %s", m_steps[m_next].name,
                   report.error ? qPrintable(report.error->message()) : "cancelled");
        // What is read and shown afterwards may stall the loop as well.
        QTimer::singleShot(3000, this, [this] {
            const QString name = QLatin1String(m_steps[m_next++].name);
            m_result[name] = m_heartbeat.longestMs();
            m_result[name + QStringLiteral("_busiest")] = m_heartbeat.busiestMs();
            next();
        });
    }

    Session &m_session;
    OperationFlow &m_flow;
    Heartbeat m_heartbeat;
    QJsonObject m_result;
    std::vector<Step> m_steps;
    size_t m_next = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 3) {
        std::fputs("usage: bench_window_data PROJECT PLACE\n", stderr);
        return 2;
    }
    QApplication::setApplicationName(QStringLiteral("arborist"));
    setUpLook();
    Session session;
    MainWindow window(session, makeOpeners());
    addPages(window, session);
    window.resize(1366, 768);
    auto *page = window.findChild<DataPage *>();
    if (page == nullptr)
        qFatal("the window has no data page");
    Measure measure(session, page->flow(), QString::fromLocal8Bit(argv[2]));
    QObject::connect(&session, &Session::stateChanged, page, [&] {
        if (session.state() == Session::State::Failed)
            qFatal("%s", session.openError()->what());
        if (session.state() != Session::State::Open)
            return;
        window.showPage(page->key());
        QTimer::singleShot(5000, &measure, [&] { measure.next(); }); // all has settled by then
    });
    window.show();
    QTimer::singleShot(0, &window, [&] { window.openPlace(QString::fromLocal8Bit(argv[1])); });
    return QApplication::exec();
}
