// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

class QAbstractItemView;
class QHeaderView;
class QSettings;

namespace arborist {

struct ExportableView;

/// The window's settings: arborist.ini in the data folder. GUI thread only.
QSettings &settings();
/// Uses that file from now on; call before anything has read the settings.
void useSettingsFile(const QString &file);

/// The selected rows, or all if none is selected, as tab separated values with the header line:
/// visible columns in their order on the screen. At most `limit` rows of a flat model.
QString toTsv(const QAbstractItemView &view, int limit = 1'000'000);
/// Puts toTsv() on the clipboard.
void copyAsTsv(const QAbstractItemView &view);

/// What the view shows on the screen, and a table's rows.
ExportableView exportableView(QAbstractItemView &view);

/// What all tables and trees have in common: fonts, no frame, whole rows, smooth scrolling, Ctrl+C,
/// a context menu to copy and export.
void setUpView(QAbstractItemView &view);

/// Gives every column its width, or that of its heading if that is wider; `stretch` takes the rest.
void layOutColumns(QHeaderView &header, const QList<int> &widths, int stretch);

/// Restores the header's widths, order and sorting from the settings, and saves them when changed.
/// `version` is part of the key: raise it when the columns change.
void rememberHeader(QHeaderView &header, const QString &key, int version = 1);

} // namespace arborist
