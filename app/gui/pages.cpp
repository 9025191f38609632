// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pages.h"

#include "ui/activity/activity_page.h"
#include "ui/backups/backups_page.h"
#include "ui/data/data_page.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/migrations/migrations_page.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/query_page.h"
#include "ui/shell/main_window.h"
#include "ui/stages/stages_page.h"

namespace arborist {

void addPages(MainWindow &window, Session &session)
{
    auto *migrations = new MigrationsPage(session);
    auto *data = new DataPage(session);
    auto *backups = new BackupsPage(session);
    auto *hierarchy = new HierarchyPage(session);
    auto *query = new QueryPage(session);
    auto *activity = new ActivityPage(session);
    window.addPage(new StagesPage(session));
    window.addPage(migrations);
    window.addPage(data);
    window.addPage(hierarchy);
    window.addPage(backups);
    window.addPage(query);
    window.addPage(activity);
    QObject::connect(activity, &ActivityPage::repairAgainRequested, hierarchy,
                     [&window, hierarchy](const QString &operation, const QJsonObject &request) {
                         window.showPage(hierarchy->key());
                         hierarchy->repairAgain(operation, request);
                     });
    // What a page has written, or taken back, shows only once it is read again.
    for (OperationFlow *flow : {&activity->flow(), &query->flow(), &migrations->flow(),
                                &data->flow(), &backups->flow()}) {
        QObject::connect(flow, &OperationFlow::ran, hierarchy, [hierarchy] {
            if (hierarchy->snapshot())
                hierarchy->scan();
        });
    }
    for (OperationFlow *flow :
         {&activity->flow(), &query->flow(), &migrations->flow(), &backups->flow()})
        QObject::connect(flow, &OperationFlow::ran, data, &DataPage::readAgain);
    // Runs make backups first, or put databases aside.
    for (OperationFlow *flow :
         {&activity->flow(), &query->flow(), &migrations->flow(), &data->flow()})
        QObject::connect(flow, &OperationFlow::ran, backups, &BackupsPage::readAgain);
    QObject::connect(&backups->flow(), &OperationFlow::ran, migrations,
                     [migrations, &session] { migrations->readStage(session.targetName()); });
    QObject::connect(data, &DataPage::migrationsRequested, &window,
                     [&window, migrations] { window.showPage(migrations->key()); });
    QObject::connect(&query->flow(), &OperationFlow::ran, migrations,
                     [migrations, &session] { migrations->readStage(session.targetName()); });
    QObject::connect(activity, &ActivityPage::changed, migrations, &MigrationsPage::readStage);
    window.takeDropped(DroppedKind::Export, [&window, data](const QString &folder) {
        window.showPage(data->key());
        data->askImport(folder);
    });
    window.takeDropped(DroppedKind::Dump, [&window, backups](const QString &file) {
        window.showPage(backups->key());
        backups->askRestore(file);
    });
    window.restore();
}

} // namespace arborist
