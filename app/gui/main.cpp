// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/arguments.h"
#include "app/gui/openers.h"
#include "app/gui/pages.h"
#include "app/gui/quit_signals.h"
#include "app/gui/single_instance.h"
#include "app/gui/tour.h"
#include "services/backup/client_login.h"
#include "services/core/core_dump.h"
#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/core/log.h"
#include "services/data/reset/reset_recovery.h"
#include "services/data/undo/cut_off.h"
#include "services/migrations/project/led_program.h"
#include "services/operations/retention.h"
#include "ui/shell/main_window.h"
#include "ui/style/arborist_style.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTemporaryDir>
#include <QTimer>
#include <QTranslator>
#include <cstdio>

namespace {

using namespace arborist;

/// All texts stand in one context (translations/update.py).
class Translator : public QTranslator
{
public:
    using QTranslator::QTranslator;
    QString translate(const char *, const char *text, const char *meaning, int count) const override
    {
        return QTranslator::translate("arborist", text, meaning, count);
    }
};

void translate(QApplication &app)
{
    auto *own = new Translator(&app);
    if (!own->load(QLocale(), QStringLiteral("arborist"), QStringLiteral("_"),
                   QStringLiteral(":/translations")) ||
        own->isEmpty()) {
        return; // all of it English, rather than Qt's own words in another language
    }
    QApplication::installTranslator(own);
    auto *qt = new QTranslator(&app);
    if (qt->load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QApplication::installTranslator(qt);
    }
}

int run(QApplication &app, const Arguments &arguments)
{
    const bool touring = !arguments.tour.isEmpty();
    SingleInstance instance;
    if (!touring) {
        if (instance.handOver(arguments.place)) {
            return 0;
        }
        instance.listen();
    }
    log::start(dataFolder() + QStringLiteral("/arborist.log"), log::Level::Info, arguments.verbose);
    const QTemporaryDir scratch;
    if (touring) {
        // The pictures show the window as it is when new, and leave the user's layout alone.
        useSettingsFile(scratch.filePath(QStringLiteral("arborist.ini")));
    }
    Session session;
    MainWindow window(session, makeOpeners());
    addPages(window, session);

    const auto open = [&window](const QString &place) {
        place.isEmpty() ? window.openDemo() : window.openPlace(place);
    };
    QObject::connect(&instance, &SingleInstance::requested, &window,
                     [&window](const QString &place) {
                         window.raiseToFront();
                         if (!place.isEmpty()) {
                             window.openPlace(place);
                         }
                     });
    QuitSignals quitSignals;
    QObject::connect(&quitSignals, &QuitSignals::quitRequested, &window, &MainWindow::quitNow);
    QObject::connect(&window, &MainWindow::quitRequested, &app, &QApplication::quit);
    Tour tour(window, session, arguments.tour, arguments.place.isEmpty());
    if (touring) {
        window.resize(arguments.size);
        QObject::connect(&tour, &Tour::finished, &app, [](int code) { QApplication::exit(code); });
        QTimer::singleShot(0, &tour, &Tour::start);
    }
    JobRequest tidying;
    tidying.title = QStringLiteral("Delete expired journals");
    tidying.background = true;
    tidying.work = [](OperationContext &context) {
        backup::ClientLogin::removeLeftOvers();
        migrations::LedProgram::removeLeftOvers();
        const QStringList told =
            data::settleAllCutOff(context.stop) + data::settleAllCutOffResets(context.stop);
        operations::deleteExpiredJournals();
        return std::any(told);
    };
    session.jobs().start(std::move(tidying), &window, [&window](const Outcome &outcome) {
        if (const auto *told = std::any_cast<QStringList>(&outcome.result))
            window.tellCutOff(*told);
    });
    window.show();
    window.activateWindow();
    // The first picture of the window comes before anything is read.
    QTimer::singleShot(0, &window, [open, place = arguments.place] { open(place); });
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    arborist::leaveNoCore();
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("arborist"));
    QApplication::setApplicationDisplayName(QStringLiteral("Arborist"));
    QApplication::setApplicationVersion(QStringLiteral(ARBORIST_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("arborist"));
    translate(app);
    const Arguments arguments = readArguments(QApplication::arguments());
    forbidConnectionsOnThisThread();
    try {
        setUpLook();
        return run(app, arguments);
    } catch (const Error &error) {
        std::fprintf(stderr, "arborist: %s\n%s\n", qPrintable(error.message()),
                     qPrintable(error.hint()));
        return 1;
    }
}
