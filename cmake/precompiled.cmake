# Qt's own headers are most of what a file costs to compile: a file of models/db took 1.7 s with them
# read before, 3.9 s without. Off by default, since a compiler cache cannot share such objects.
option(GATEHOUSE_PRECOMPILE "Precompile the headers of Qt and the standard library" OFF)

set(core_headers <QByteArray> <QDateTime> <QFuture> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject>
  <QMap> <QObject> <QString> <QStringList> <QThreadPool> <QVariant>
  <algorithm> <functional> <map> <memory> <optional> <variant> <vector>)
set(ui_headers ${core_headers} <QApplication> <QBoxLayout> <QFormLayout> <QLabel> <QLineEdit> <QMenu>
  <QPainter> <QPushButton> <QStackedWidget> <QTableView> <QWidget>)
set(test_headers ${core_headers} <QSignalSpy> <QTest>)
set(test_ui_headers ${ui_headers} <QSignalSpy> <QTest>)

# `headers` is the name of one of the lists above.
function(precompile target headers)
  if(GATEHOUSE_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${${headers}})
  endif()
endfunction()
