# Qt's own headers are most of what a file costs to compile: a file of models/db took 1.7 s with them
# read before, 3.9 s without. Off by default, since a compiler cache cannot share such objects.
option(GATEHOUSE_PRECOMPILE "Precompile the headers of Qt and the standard library" OFF)

set(core_headers <QByteArray> <QCoreApplication> <QDateTime> <QDir> <QElapsedTimer> <QFile> <QFileInfo> <QFuture>
  <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QLocale> <QMap> <QObject> <QPromise> <QRegularExpression> <QSet>
  <QString> <QStringList> <QThreadPool> <QTimeZone> <QTimer> <QUrl> <QUuid> <QVariant>
  <algorithm> <chrono> <functional> <map> <memory> <mutex> <optional> <stop_token> <variant> <vector>)
set(ui_headers ${core_headers} <QAbstractTableModel> <QApplication> <QBoxLayout> <QColor> <QComboBox> <QDialog>
  <QFormLayout> <QFrame> <QHeaderView> <QKeySequence> <QLabel> <QLineEdit> <QMenu> <QPainter> <QPalette> <QPointer>
  <QPushButton> <QStackedWidget> <QStyledItemDelegate> <QTableView> <QWidget>)
# Headers of ours that half of the files read, and that seldom change.
set(own_core base/cancel.h base/progress.h base/result.h base/secret.h db/conninfo.h db/sql.h)
set(own_ui ${own_core} base/safetext.h db/profile.h db/session.h items/roles.h systems/recognition.h)
list(TRANSFORM own_core PREPEND ${CMAKE_SOURCE_DIR}/models/)
list(TRANSFORM own_ui PREPEND ${CMAKE_SOURCE_DIR}/models/)
list(APPEND own_ui ${CMAKE_SOURCE_DIR}/ui/theme/tokens.h)
list(APPEND core_headers ${own_core})
list(APPEND ui_headers ${own_ui})
set(test_headers ${core_headers} <support/patience.h>)
set(test_ui_headers ${ui_headers} <support/patience.h>)

# `headers` is the name of one of the lists above.
function(precompile target headers)
  if(GATEHOUSE_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${${headers}})
  endif()
endfunction()
