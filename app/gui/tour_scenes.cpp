// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/tour_scenes.h"

#include "ui/activity/activity_page.h"
#include "ui/activity/runs_view.h"
#include "ui/backups/backup_dialog.h"
#include "ui/backups/backups_page.h"
#include "ui/backups/restore_dialog.h"
#include "ui/data/data_page.h"
#include "ui/data/wipe_dialog.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/migrations/migrations_page.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/main_window.h"
#include "ui/style/theme.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/table_view.h"
#include <QAction>
#include <QCheckBox>
#include <QJsonArray>

namespace arborist {

namespace {

class SceneMaker
{
public:
    SceneMaker(MainWindow &window, Session &session)
        : m_window(window),
          m_session(session),
          m_hierarchy(window.findChild<HierarchyPage *>()),
          m_migrations(window.findChild<MigrationsPage *>()),
          m_data(window.findChild<DataPage *>()),
          m_backups(window.findChild<BackupsPage *>()),
          m_activity(window.findChild<ActivityPage *>())
    {
    }

    std::vector<TourScene> make(bool isDemo)
    {
        const QString target = m_session.targetName();
        addPlan(QStringLiteral("plan-dialog"), QStringLiteral("repair all"), {});
        addTabs();
        if (const QString stage = protectedStage(); !stage.isEmpty()) {
            addTarget(stage);
            addPlan(QStringLiteral("plan-dialog-protected"), QStringLiteral("repair all"), {});
            addPlan(QStringLiteral("plan-dialog-refused"), QStringLiteral("repair orphans"),
                    {{QStringLiteral("orphans"), QStringLiteral("delete")}});
            addMigrations();
            addTarget(target);
        }
        addData();
        if (isDemo) {
            addBackups();
            addRepairAndUndo();
        }
        addRuns();
        return std::move(m_scenes);
    }

private:
    void add(std::function<void()> prepare, const QString &picture = {},
             std::function<QWidget *()> subject = {})
    {
        m_scenes.push_back({std::move(prepare), picture, std::move(subject)});
    }

    PlanDialog *dialog() const { return m_hierarchy->repairs().flow().dialog(); }

    QString protectedStage() const
    {
        for (const stages::Stage &stage : m_session.workspace()->stages()) {
            if (stage.isProtected && !stage.readOnly)
                return stage.name;
        }
        return {};
    }

    void addTarget(const QString &stage)
    {
        add([this, stage] { m_session.setTarget(stage); });
        add([this] { m_hierarchy->scan(); });
    }

    /// Both pictures of the dialog, which is left open.
    void addPlan(const QString &name, const QString &operation, const QJsonObject &request)
    {
        add([this, operation, request] {
            close();
            Theme::apply(ColourScheme::Light);
            m_window.showPage(m_hierarchy->key());
            m_hierarchy->repairAgain(operation, request);
        });
        addBoth(name, [this] { return dialog(); });
    }

    void addBoth(const QString &name, const std::function<QWidget *()> &subject)
    {
        add([] { Theme::apply(ColourScheme::Light); }, name + QStringLiteral("-light.png"),
            subject);
        add([] { Theme::apply(ColourScheme::Dark); }, name + QStringLiteral("-dark.png"), subject);
    }

    void addTabs()
    {
        static constexpr const char *names[] = {"sql", "tables", "locks", "changes", "remains"};
        for (int tab = 1; tab < 5; ++tab) {
            add(
                [this, tab] {
                    if (PlanDialog *shown = dialog())
                        shown->setCurrentTab(tab);
                },
                QStringLiteral("plan-dialog-%1-dark.png").arg(QLatin1String(names[tab])),
                [this] { return dialog(); });
        }
    }

    void close()
    {
        if (PlanDialog *shown = dialog())
            shown->reject();
    }

    void addRepairAndUndo()
    {
        add([this] {
            close();
            Theme::apply(ColourScheme::Light);
            m_hierarchy->repairAgain(QStringLiteral("repair dates"), {});
        });
        add([this] {
            if (PlanDialog *shown = dialog()) {
                shown->accept();
                m_hasRepaired = true;
            }
        });
        addBoth(QStringLiteral("hierarchy-repaired"), [this] { return &m_window; });
        add([this] {
            if (m_hasRepaired) // else the newest run is somebody's
                m_activity->undoNewest();
        });
        addBoth(QStringLiteral("plan-dialog-undo"), [this] { return m_activity->flow().dialog(); });
        add([this] {
            if (PlanDialog *shown = m_activity->flow().dialog())
                shown->accept();
        });
    }

    /// Of the target as it is: the page, and what applying what is pending would be.
    void addMigrations()
    {
        add([this] {
            close();
            m_window.showPage(m_migrations->key());
            m_migrations->refresh();
        });
        addBoth(QStringLiteral("migrations-pending"), [this] { return &m_window; });
        add([this] { m_migrations->applyPending(); });
        addBoth(QStringLiteral("plan-dialog-migrate"),
                [this] { return m_migrations->flow().dialog(); });
        add([this] {
            if (PlanDialog *shown = m_migrations->flow().dialog())
                shown->reject();
        });
    }

    /// What wiping the largest table would be, as it is asked and as it is planned.
    void addData()
    {
        add([this] {
            close();
            m_window.showPage(m_data->key());
            m_data->refresh();
        });
        add([this] {
            m_data->table().sortByColumn(DataTableModel::SizeColumn, Qt::DescendingOrder);
            m_data->table().selectRow(0);
        });
        addBoth(QStringLiteral("data-selected"), [this] { return &m_window; });
        add([this] { m_data->askExport(); });
        addBoth(QStringLiteral("data-export"), [this] { return m_data->asking(); });
        add([this] {
            if (QDialog *asked = m_data->asking())
                asked->reject();
        });
        add([this] {
            if (WipeDialog *wipe = m_data->askWipe())
                wipe->takesAlong().setChecked(true);
        });
        addBoth(QStringLiteral("data-wipe"), [this] { return m_data->asking(); });
        add([this] {
            if (QDialog *asked = m_data->asking())
                asked->accept();
        });
        addBoth(QStringLiteral("plan-dialog-wipe"), [this] { return m_data->flow().dialog(); });
        add([this] {
            if (PlanDialog *shown = m_data->flow().dialog())
                shown->reject();
        });
    }

    /// A backup as it is asked for and planned, the page with two, one of them beside what the
    /// stage holds now, and what restoring it would be.
    void addBackups()
    {
        add([this] {
            m_window.showPage(m_backups->key());
            m_backups->refresh();
        });
        addBoth(QStringLiteral("backups-before"), [this] { return &m_window; });
        add([this] { m_backups->askBackup(); });
        addBoth(QStringLiteral("backups-dialog"), [this] { return m_backups->asking(); });
        add([this] { acceptAsked(); });
        addBoth(QStringLiteral("plan-dialog-backup"),
                [this] { return m_backups->flow().dialog(); });
        add([this] { acceptPlan(); });
        add([this] { m_backups->askBackup(); });
        add([this] { acceptAsked(); });
        add([this] { acceptPlan(); });
        add([this] {
            m_backups->note().clear();
            m_backups->table().selectRow(0);
        });
        addBoth(QStringLiteral("backups-selected"), [this] { return &m_window; });
        add([this] { m_backups->compare(); });
        addBoth(QStringLiteral("backups-compared"), [this] { return &m_window; });
        add([this] {
            const std::vector<size_t> rows = m_backups->selected();
            if (!rows.empty())
                m_backups->askRestore(m_backups->model().at(int(rows.front())).path);
        });
        addBoth(QStringLiteral("backups-restore"), [this] { return m_backups->asking(); });
        add([this] { acceptAsked(); });
        addBoth(QStringLiteral("plan-dialog-restore"),
                [this] { return m_backups->flow().dialog(); });
        add([this] {
            if (PlanDialog *shown = m_backups->flow().dialog())
                shown->reject();
        });
    }

    void acceptAsked()
    {
        if (QDialog *asked = m_backups->asking())
            asked->accept();
    }

    void acceptPlan()
    {
        if (PlanDialog *shown = m_backups->flow().dialog())
            shown->accept();
    }

    void addRuns()
    {
        add([this] {
            m_window.showPage(m_activity->key());
            m_activity->refresh();
        });
        addBoth(QStringLiteral("activity-runs"), [this] { return &m_window; });
    }

    MainWindow &m_window;
    Session &m_session;
    HierarchyPage *m_hierarchy;
    MigrationsPage *m_migrations;
    DataPage *m_data;
    BackupsPage *m_backups;
    ActivityPage *m_activity;
    std::vector<TourScene> m_scenes;
    bool m_hasRepaired = false;
};

} // namespace

std::vector<TourScene> tourScenes(MainWindow &window, Session &session, bool isDemo)
{
    // The scenes outlive this call; they hold the maker.
    const auto maker = std::make_shared<SceneMaker>(window, session);
    std::vector<TourScene> scenes = maker->make(isDemo);
    for (TourScene &scene : scenes)
        scene.prepare = [maker, prepare = std::move(scene.prepare)] { prepare(); };
    return scenes;
}

} // namespace arborist
