"""The weekly artist tracking report: layouts, figures, cells, sheet, workbook, files, the job."""
