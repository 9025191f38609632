// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/arguments.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <cstdio>
#include <cstdlib>

namespace arborist {

namespace {

/// The translation context of this file.
class ArgumentTexts
{
    Q_DECLARE_TR_FUNCTIONS(ArgumentTexts)
};

[[noreturn]] void refuse(const QString &why)
{
    std::fprintf(stderr, "arborist: %s\n", qPrintable(why));
    std::exit(2);
}

QSize sizeOf(const QString &text)
{
    const QStringList parts = text.split(u'x');
    const QSize size(parts.value(0).toInt(), parts.value(1).toInt());
    if (parts.size() != 2 || size.width() < 400 || size.height() < 300 || size.width() > 8000 ||
        size.height() > 8000) {
        refuse(ArgumentTexts::tr("--size takes WIDTHxHEIGHT, for example 1366x768."));
    }
    return size;
}

} // namespace

Arguments readArguments(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        ArgumentTexts::tr("Looks after staged PostgreSQL databases and their trees of work items. "
                          "Without an argument it opens the demo, with a database of its own."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("place"),
        ArgumentTexts::tr("A project folder, or a connection string (postgresql://...)."),
        QStringLiteral("[FOLDER|URL]"));
    const QCommandLineOption tour(
        QStringLiteral("tour"),
        ArgumentTexts::tr("Save a picture of every page, light and dark, in that folder, and end."),
        QStringLiteral("folder"));
    const QCommandLineOption size(QStringLiteral("size"),
                                  ArgumentTexts::tr("Size of the window during the tour."),
                                  QStringLiteral("WIDTHxHEIGHT"), QStringLiteral("1366x768"));
    const QCommandLineOption verbose(QStringLiteral("verbose"),
                                     ArgumentTexts::tr("Write the log to standard error, too."));
    parser.addOptions({tour, size, verbose});
    parser.process(arguments);
    const QStringList places = parser.positionalArguments();
    if (places.size() > 1) {
        refuse(ArgumentTexts::tr("Only one folder or connection string can be opened."));
    }
    Arguments result;
    result.place = places.value(0);
    result.tour = parser.value(tour);
    result.size = sizeOf(parser.value(size));
    result.verbose = parser.isSet(verbose);
    // A second start hands its place to the first window, which has another working directory.
    if (QFileInfo::exists(result.place)) {
        result.place = QDir::cleanPath(QFileInfo(result.place).absoluteFilePath());
    }
    return result;
}

} // namespace arborist
