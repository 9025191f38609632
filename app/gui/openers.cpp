// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/openers.h"

#include "services/core/log.h"
#include "services/demo/demo_workspace.h"
#include "services/postgres/embedded_server.h"
#include "services/stages/known_stage.h"
#include "services/stages/recent_workspaces.h"
#include <QCoreApplication>
#include <QFileInfo>

namespace arborist {

namespace {

/// The translation context of this file.
class OpenerTexts
{
    Q_DECLARE_TR_FUNCTIONS(OpenerTexts)
};

bool isConnectionString(const QString &place)
{
    return place.contains(QStringLiteral("://")) ||
           (place.contains(u'=') && !QFileInfo::exists(place));
}

OpenedWorkspace openFolder(const QString &folder)
{
    QString path = QFileInfo(folder).absoluteFilePath();
    // A file stands for the project that it belongs to.
    if (QFileInfo(path).isFile()) {
        const QString project = stages::Workspace::find(path);
        path = project.isEmpty() ? QFileInfo(path).path() : project;
    }
    auto workspace = std::make_shared<const stages::Workspace>(stages::Workspace::open(path));
    return {workspace, workspace->folder().isEmpty() ? path : workspace->folder(), {}, false};
}

/// Its protected stages are known to whatever is opened later, even those that never answered.
void remember(const stages::Workspace &workspace)
{
    try {
        stages::RecentWorkspaces().add(workspace);
    } catch (const Error &error) {
        log::warning(error.message());
    }
}

OpenedWorkspace openUrl(const QString &url)
{
    const QString key = postgres::ConnectionInfo::parse(url).toUrl();
    return {
        std::make_shared<const stages::Workspace>(stages::Workspace::ofUrl(url)), key, {}, false};
}

} // namespace

Opening openPlace(const QString &place)
{
    Opening opening;
    if (isConnectionString(place)) {
        opening.title = OpenerTexts::tr("Opening the address");
        try {
            // What is remembered and shown must not hold the password.
            opening.recent = postgres::ConnectionInfo::parse(place).toUrl();
            opening.title = OpenerTexts::tr("Opening %1").arg(opening.recent);
        } catch (const Error &) {
            // The job says what is wrong with it.
        }
        opening.work = [place](OperationContext &) { return openUrl(place); };
        return opening;
    }
    opening.title = OpenerTexts::tr("Opening %1").arg(place);
    opening.recent = place;
    opening.work = [place](OperationContext &) {
        OpenedWorkspace opened = openFolder(place);
        remember(*opened.workspace);
        return opened;
    };
    return opening;
}

Opening openDemo()
{
    Opening opening;
    opening.title = OpenerTexts::tr("Preparing the demo");
    opening.work = [](OperationContext &context) {
        auto server =
            std::make_shared<postgres::EmbeddedServer>(postgres::EmbeddedServer::start(context));
        const auto demo = demo::DemoWorkspace::prepare(*server, {}, context);
        OpenedWorkspace opened = openFolder(demo.folder());
        stages::trustStages(*opened.workspace, context.stop);
        opened.keepAlive = server;
        opened.demo = true;
        return opened;
    };
    return opening;
}

Openers makeOpeners()
{
    return {openPlace, openDemo};
}

} // namespace arborist
